import type { Command } from 'commander';
import { candidateOption } from '../candidate-option.ts';
import type { Cli } from '../cli.ts';
import { deferOptions } from '../defer-option.ts';
import { addOptions, breakingOption, reuseOptions, selectionOptions, yesOption } from '../options.ts';
import { act, type Example } from './act.ts';
import { executeCommand } from './execute-command.ts';

/** A command that builds one kind of node and publishes it, by the options that all of these have. */
export function configureKind(
  command: Command,
  cli: Cli,
  name: 'seed' | 'snapshot',
  examples: readonly Example[],
): void {
  addOptions(command, [...selectionOptions(), ...deferOptions()]);
  command.option('-x, --fail-fast', 'stop at the first failure');
  command.addOption(breakingOption());
  addOptions(command, reuseOptions());
  command.option('--junit <file>', 'write the results for a CI service, as JUnit XML');
  command.addOption(candidateOption());
  command.addOption(yesOption());
  act(command, examples, options => executeCommand(name, options, cli));
}
