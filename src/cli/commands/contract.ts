import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { configureGenerate } from './contract/generate.ts';

export function configure(command: Command, cli: Cli): void {
  command.usage('<generate> [options]').helpCommand(false);
  configureGenerate(
    command.command('generate').summary('complete the columns and types in properties files'),
    cli,
  );
}
