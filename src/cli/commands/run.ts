import type { Command } from 'commander';
import { candidateOption } from '../candidate-option.ts';
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
  yesOption,
} from '../options.ts';
import { readingOptions } from '../reading-options.ts';
import { act } from './act.ts';
import { executeCommand } from './execute-command.ts';

export function configure(command: Command, cli: Cli): void {
  addOptions(command, [...selectionOptions(), ...deferOptions(), ...readingOptions()]);
  command.option('-x, --fail-fast', 'stop at the first failure');
  command.addOption(breakingOption());
  addOptions(command, reuseOptions());
  command.addOption(refreshOption());
  addOptions(command, eventTimeOptions());
  command.option('--junit <file>', 'write the results for a CI service, as JUnit XML');
  command.addOption(parityOption());
  command.addOption(candidateOption());
  command.addOption(yesOption());
  act(
    command,
    [
      ['sparkify run', 'all models, published without testing'],
      ['sparkify run --select songplays', 'one model; its parents are read from the published release'],
      [
        'sparkify run --select songplays --candidate nightly',
        'one task of several that are published together',
      ],
      [
        'sparkify run --select sessions --event-time-start 2026-01-01 --event-time-end 2026-02-01',
        'a month of a microbatch model again',
      ],
    ],
    options => executeCommand('run', options, cli),
  );
}
