import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { yesOption } from '../options.ts';
import { act } from './act.ts';
import { executeCommand } from './execute-command.ts';

export function configure(command: Command, cli: Cli): void {
  command.option('--junit <file>', 'write the results for a CI service, as JUnit XML');
  command.addOption(yesOption());
  act(
    command,
    [
      ['sparkify retry', 'what the last build, run, seed, snapshot or test left undone'],
      ["sparkify retry --vars '{limit: 5}'", 'variables are not written down: give them again'],
    ],
    options => executeCommand('retry', options, cli),
  );
}
