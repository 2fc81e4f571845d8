import type { Command } from 'commander';
import { candidateOption } from '../candidate-option.ts';
import type { Cli } from '../cli.ts';
import { deferOptions } from '../defer-option.ts';
import { addOptions, selectionOptions, testOptions, yesOption } from '../options.ts';
import { act } from './act.ts';
import { executeCommand } from './execute-command.ts';

export function configure(command: Command, cli: Cli): void {
  addOptions(command, [...selectionOptions(), ...deferOptions()]);
  command.option('-x, --fail-fast', 'stop at the first failure');
  addOptions(command, testOptions());
  command.option('--junit <file>', 'write the results for a CI service, as JUnit XML');
  command.addOption(candidateOption());
  command.addOption(yesOption());
  act(
    command,
    [
      ['sparkify test', 'all data tests'],
      ['sparkify test --select songplays', 'those of one model'],
      ["sparkify test --select 'unique_*'", 'those of one kind'],
    ],
    options => executeCommand('test', options, cli),
  );
}
