import { type Command, Option } from 'commander';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import { type Cli, colorsOf } from '../cli.ts';
import { type DeferOption, deferPlaceOptions, parseDefer } from '../defer-option.ts';
import { interruptible } from '../interrupt.ts';
import { addOptions, type CommonOptions, projectOptions, rowLimit } from '../options.ts';
import { type ResultFormat, renderResult, resultFormats } from '../output/result-text.ts';
import { printWarnings } from '../print-warnings.ts';
import { act } from './act.ts';

interface ShowOptions extends Omit<CommonOptions, 'select'>, DeferOption {
  readonly select?: string;
  readonly inline?: string;
  readonly failures?: string;
  readonly profile?: boolean;
  readonly limit?: number;
  readonly output?: ResultFormat;
}

/** dbt shows five rows; ten still fit a screen. */
const defaultLimit = 10;

export function configure(command: Command, cli: Cli): void {
  command
    .argument('[model]', 'a model, seed or source, e.g. songplays or raw.events')
    .option('-s, --select <model>', 'the same, as dbt has it')
    .option('--inline <sql>', 'a query, which may use ref(), source() and macros')
    .option('--failures <test>', 'the failing rows that a data test has kept')
    .option('--profile', 'what is in its columns, instead of rows')
    .addOption(
      new Option('--limit <n>', `rows to print, -1 for all (default: ${defaultLimit})`).argParser(rowLimit),
    )
    .addOption(new Option('--output <format>', 'how to print them (default: table)').choices(resultFormats));
  addOptions(command, deferPlaceOptions());
  act<ShowOptions>(
    command,
    [
      ['sparkify show songplays'],
      ['sparkify show --profile songplays', 'nulls, different values, how they are spread'],
      ['sparkify show songplays --limit -1 --output csv > songplays.csv'],
      [`sparkify show --inline "select level, count(*) from {{ ref('songplays') }} group by level"`],
    ],
    (options, args) => runShow(options, args, cli),
  );
}

async function runShow(options: ShowOptions, args: readonly string[], cli: Cli): Promise<void> {
  const { limit = defaultLimit, output = 'table' } = options;
  if (options.profile) return showProfile(options, args, cli);
  const { failures, ...what } = chosen(options, args);
  const warnings: Diagnostic[] = [];
  const warn = (warning: Diagnostic) => void warnings.push(warning);
  const defer = parseDefer(options, cli);
  const table = await interruptible(
    () => {},
    async signal => {
      const common = { ...projectOptions(options, cli), limit, signal, defer };
      if (failures === undefined) {
        const { show } = await import('../operations/show.ts');
        return show({ ...common, ...what, warn });
      }
      return (await import('../operations/show-failures.ts')).showFailures(failures, common);
    },
  );
  if (warnings.length > 0) await printWarnings(warnings, options, cli);
  cli.stdout.write(renderResult(table, limit, output, cli));
}

async function showProfile(options: ShowOptions, args: readonly string[], cli: Cli): Promise<void> {
  const { failures, ...what } = chosen(options, args);
  if (failures !== undefined) {
    throw new SparkifyError('bad-usage', '--profile and --failures exclude each other.', {
      exitCode: 2,
      hint: 'Take one of the two.',
    });
  }
  const warnings: Diagnostic[] = [];
  const warn = (warning: Diagnostic) => void warnings.push(warning);
  const defer = parseDefer(options, cli);
  const { profile } = await import('../operations/profile.ts');
  const found = await interruptible(
    () => {},
    signal => profile({ ...projectOptions(options, cli), ...what, signal, warn, defer }),
  );
  if (warnings.length > 0) await printWarnings(warnings, options, cli);
  const { renderProfile } = await import('../output/profile-text.ts');
  const colors = colorsOf(cli, cli.stdout, options.color);
  cli.stdout.write(
    options.output === 'json'
      ? `${JSON.stringify(found, undefined, 2)}\n`
      : renderProfile(what.model ?? 'inline query', found, colors, cli.stdout.columns),
  );
}

/** A model, a query or a test: one of them. */
function chosen(
  { select, inline, failures }: ShowOptions,
  [model]: readonly string[],
): { model?: string; inline?: string; failures?: string } {
  const given = [model, select, inline, failures].filter(value => value !== undefined);
  if (given.length !== 1) {
    throw new SparkifyError('bad-usage', 'show takes one model, one query or one test.', {
      exitCode: 2,
      hint: 'For example `sparkify show songplays`, or `sparkify show --inline "select 1"`.',
    });
  }
  if (failures !== undefined) return { failures };
  return inline === undefined ? { model: given[0]! } : { inline };
}
