import { type Command, Option } from 'commander';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import { parseSample } from '../../run/sample-spec.ts';
import type { Cli } from '../cli.ts';
import { type DeferOption, deferPlaceOptions, parseDefer } from '../defer-option.ts';
import type { CommonOptions } from '../options.ts';
import { addOptions, positiveInteger } from '../options.ts';
import { watchDev } from '../watch/watch-dev.ts';
import { act } from './act.ts';

interface DevOptions extends CommonOptions, DeferOption {
  readonly sample?: string;
  readonly limit?: number;
}

/** So many that most of a small project is read, and so few that a large one answers at once. */
const defaultSample = '10000 rows';
const defaultLimit = 5;

export function configure(command: Command, cli: Cli): void {
  command
    .argument('[model]', 'a model or seed to show in every round (default: those that change)')
    .option('--sample <spec>', `how much of each table is read (default: ${defaultSample})`)
    .addOption(
      new Option('--limit <n>', `rows to print (default: ${defaultLimit})`).argParser(positiveInteger),
    );
  addOptions(command, deferPlaceOptions());
  act<DevOptions>(
    command,
    [
      ['sparkify dev', 'check after each save, and try the model that changed'],
      ['sparkify dev songplays', 'try songplays after each save, whatever changed'],
      ['sparkify dev --sample "3 days"', 'with these days only, by event_time'],
    ],
    (options, args) => runDev(options, args, cli),
  );
}

async function runDev(options: DevOptions, args: readonly string[], cli: Cli): Promise<void> {
  const [model, ...more] = args;
  if (more.length > 0) {
    throw new SparkifyError('bad-usage', 'dev takes one model at most.', {
      exitCode: 2,
      hint: 'Without one it shows whatever changes.',
    });
  }
  const { sample = defaultSample, limit = defaultLimit } = options;
  const spec = parseSample(sample, cli.now());
  const reading = spec.kind === 'rows' ? { ...spec, ofTables: true } : spec;
  const defer = parseDefer(options, cli);
  await watchDev({ ...options, model, reading, limit, defer }, cli);
}
