import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { configureGenerate } from './docs/generate.ts';
import { configureServe } from './docs/serve.ts';

export function configure(command: Command, cli: Cli): void {
  command.usage('<generate|serve> [options]').helpCommand(false);
  configureGenerate(command.command('generate').summary('write the page as a folder'), cli);
  configureServe(command.command('serve').summary('show the page, always as it is now'), cli);
}
