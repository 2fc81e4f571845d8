import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { configureDrift } from './source/drift.ts';
import { configureFreshness } from './source/freshness.ts';

export function configure(command: Command, cli: Cli): void {
  command.usage('<freshness|drift> [options]').helpCommand(false);
  configureDrift(
    command.command('drift').summary('how raw files differ from what is declared, and was'),
    cli,
  );
  configureFreshness(command.command('freshness').summary('how old the data of sources are'), cli);
}
