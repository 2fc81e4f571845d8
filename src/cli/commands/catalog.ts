import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { configureSync } from './catalog/sync.ts';

export function configure(command: Command, cli: Cli): void {
  command.usage('<sync> [options]').helpCommand(false);
  configureSync(command.command('sync').summary('make Glue show the current release'), cli);
}
