import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { addOptions, breakingOption, reuseOptions, selectionOptions, yesOption } from '../options.ts';
import { act } from './act.ts';
import { executeCommand } from './execute-command.ts';

export function configure(command: Command, cli: Cli): void {
  addOptions(command, selectionOptions());
  command.option('-x, --fail-fast', 'stop at the first failure');
  command.addOption(breakingOption());
  addOptions(command, reuseOptions());
  command.option('--junit <file>', 'write the results for a CI service, as JUnit XML');
  command.addOption(yesOption());
  act(
    command,
    [
      ['sparkify seed', 'all seeds'],
      ['sparkify seed --select levels', 'one of them'],
    ],
    options => executeCommand('seed', options, cli),
  );
}
