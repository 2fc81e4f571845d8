import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { deferOptions } from '../defer-option.ts';
import {
  addOptions,
  breakingOption,
  eventTimeOptions,
  parityOption,
  refreshOption,
  reuseOptions,
  selectionOptions,
  testOptions,
  yesOption,
} from '../options.ts';
import { planOption } from '../plan-option.ts';
import { readingOptions } from '../reading-options.ts';
import { act } from './act.ts';
import { executeCommand } from './execute-command.ts';

export function configure(command: Command, cli: Cli): void {
  addOptions(command, [...selectionOptions(), ...deferOptions(), ...readingOptions()]);
  command.option('-x, --fail-fast', 'stop at the first failure');
  addOptions(command, testOptions());
  command.addOption(breakingOption());
  addOptions(command, reuseOptions());
  command.addOption(refreshOption());
  addOptions(command, eventTimeOptions());
  command.option('--junit <file>', 'write the results for a CI service, as JUnit XML');
  command.option('--no-publish', 'compute and test only; the lake stays as it is');
  command.addOption(parityOption());
  command.addOption(planOption());
  command.addOption(yesOption());
  act(
    command,
    [
      ['sparkify build', 'everything, tested, then published in one step'],
      ['sparkify build --select +songplays', 'songplays and all that it reads'],
      ['sparkify build --exclude tag:slow -x', 'all but these, up to the first failure'],
      ['sparkify build --no-publish --target prod', 'would it go through?'],
      ['sparkify build --plan plan.json', 'what was planned and approved, and nothing else'],
      ['sparkify build --empty', 'would the queries run at all?'],
      ['sparkify build --sample "3 days"', 'with the data of these days only; nothing is published'],
    ],
    options => executeCommand('build', options, cli),
  );
}
