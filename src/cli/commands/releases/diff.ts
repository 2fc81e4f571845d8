import { type Command, Option } from 'commander';
import { SparkifyError } from '../../../diagnostics/sparkify-error.ts';
import type { ListedRelease } from '../../../release/history.ts';
import type { Cli } from '../../cli.ts';
import { type CommonOptions, projectOptions, rowLimit } from '../../options.ts';
import { renderReleaseDiff } from '../../output/release-diff-text.ts';
import { act } from '../act.ts';

interface DiffOptions extends CommonOptions {
  readonly limit?: number;
}

const defaultLimit = 10;

export function configureDiff(command: Command, cli: Cli): void {
  command
    .description('Tables, columns and partitions in which two releases differ.')
    .argument('[before]', 'id of a release (default: the one before the current one)')
    .argument('[after]', 'id of a release (default: the current one)')
    .addOption(
      new Option(
        '--limit <n>',
        `partitions to print of each table, -1 for all (default: ${defaultLimit})`,
      ).argParser(rowLimit),
    );
  act<DiffOptions>(
    command,
    [
      ['sparkify releases diff', 'what the last build changed'],
      ['sparkify releases diff <before> <after> --limit -1'],
    ],
    (options, args) => runDiff(options, args, cli),
  );
}

async function runDiff(options: DiffOptions, args: readonly string[], cli: Cli): Promise<void> {
  const { withLake } = await import('../../operations/with-lake.ts');
  const { before, after, tables } = await withLake(projectOptions(options, cli), async lake => {
    const [before, after] = args.length === 2 ? args : defaultPair(await lake.list(), args[0]);
    return { before: before!, after: after!, tables: await lake.diff(before!, after!) };
  });
  cli.stdout.write(
    options.logFormat === 'json'
      ? `${JSON.stringify({ before, after, tables })}\n`
      : `${renderReleaseDiff(before, after, tables, options.limit ?? defaultLimit).join('\n')}\n`,
  );
}

function defaultPair(
  releases: readonly ListedRelease[],
  before: string | undefined,
): readonly [string, string] {
  const [current, previous] = releases
    .filter(({ state }) => state !== 'dropped')
    .map(({ release }) => release.release);
  if (current === undefined) {
    throw new SparkifyError(
      'nothing-published',
      'There is nothing to compare: the lake has no release yet.',
      {
        hint: '`sparkify build` publishes the first one.',
      },
    );
  }
  const from = before ?? previous;
  if (from === undefined) {
    throw new SparkifyError(
      'unknown-release',
      `There is nothing to compare ${current} with: the lake keeps no release before it.`,
    );
  }
  return [from, current];
}
