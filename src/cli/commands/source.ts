import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { configureFreshness } from './source/freshness.ts';

export function configure(command: Command, cli: Cli): void {
  command.usage('<freshness> [options]').helpCommand(false);
  configureFreshness(command.command('freshness').summary('how old the data of sources are'), cli);
}
