import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { configureList } from './clusters/list.ts';
import { configureTerminate } from './clusters/terminate.ts';

export function configure(command: Command, cli: Cli): void {
  command.usage('<list|terminate> [options]').helpCommand(false);
  configureList(command.command('list').summary('what builds started on AWS and what has not ended'), cli);
  configureTerminate(command.command('terminate').summary('end it'), cli);
}
