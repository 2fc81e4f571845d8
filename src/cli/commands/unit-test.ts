import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { configureGenerate } from './unit-test/generate.ts';

export function configure(command: Command, cli: Cli): void {
  command.usage('<generate> [options]').helpCommand(false);
  configureGenerate(command.command('generate').summary('write a unit test out of real rows'), cli);
}
