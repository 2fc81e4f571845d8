import type { Command } from 'commander';
import type { Release } from '../../../release/documents.ts';
import type { ListedRelease } from '../../../release/history.ts';
import type { ListedCandidate } from '../../../release/tasks/list-candidates.ts';
import { sum } from '../../../storage/sum.ts';
import type { Cli } from '../../cli.ts';
import { type CommonOptions, projectOptions } from '../../options.ts';
import { renderColumns } from '../../output/columns.ts';
import { renderBytes, renderCount, renderQuantity } from '../../output/quantity.ts';
import { act } from '../act.ts';

export function configureList(command: Command, cli: Cli): void {
  command.description('Releases that still exist, the newest first.');
  act<CommonOptions>(
    command,
    [['sparkify releases list'], ['sparkify releases list --log-format json', 'one release a line']],
    options => runList(options, cli),
  );
}

async function runList(options: CommonOptions, cli: Cli): Promise<void> {
  const { withLake } = await import('../../operations/with-lake.ts');
  const { releases, candidates } = await withLake(projectOptions(options, cli), async lake => ({
    releases: await lake.list(),
    candidates: await lake.candidates(),
  }));
  if (options.logFormat === 'json') {
    const lines = [...releases.map(({ release, ...rest }) => ({ ...release, ...rest })), ...candidates];
    cli.stdout.write(lines.map(line => `${JSON.stringify(line)}\n`).join(''));
    return;
  }
  if (releases.length === 0) {
    cli.stdout.write('Nothing was published yet: `sparkify build` publishes the first release.\n');
  } else {
    const rows = [header, ...releases.map(releaseRow)];
    const lines = renderColumns(rows, ['left', 'left', 'left', 'right', 'right', 'right', 'left']);
    cli.stdout.write(`${lines.join('\n')}\n`);
  }
  for (const candidate of candidates) cli.stdout.write(`\n${candidateLines(candidate).join('\n')}\n`);
}

/** What tasks have added to it so far. */
function candidateLines({ candidate, state, begunAt, tasks }: ListedCandidate): readonly string[] {
  const rows = tasks.map(({ task, state, tables }) => [
    task,
    state === 'unended' ? 'runs, or was killed' : state,
    tables.join(', '),
  ]);
  return [
    `The candidate ${candidate} is ${state}; it began at ${begunAt.slice(0, 19).replace('T', ' ')} (UTC).`,
    ...renderColumns(rows, ['left', 'left', 'left']).map(line => `  ${line}`),
  ];
}

const header = ['RELEASE', 'STATE', 'PUBLISHED (UTC)', 'TABLES', 'ROWS', 'SIZE', 'BY'];

function releaseRow({ release, state }: ListedRelease): string[] {
  const { tables } = release;
  return [
    release.release,
    state,
    release.createdAt.slice(0, 19).replace('T', ' '),
    renderCount(tables.length),
    renderCount(sum(tables.map(({ rows }) => rows))),
    renderBytes(sum(tables.map(({ bytes }) => bytes))),
    origin(release),
  ];
}

/** `build`, `rollback to 01a1…`, `publish of nightly`, `run, untested, 2 tables sampled`. */
function origin({ command, candidate, rolledBackTo, tested, tables }: Release): string {
  const sampled = tables.filter(({ sample }) => sample !== undefined).length;
  const made = candidate === undefined ? command : `${command} of ${candidate}`;
  return [
    rolledBackTo === null ? made : `${command} to ${rolledBackTo}`,
    ...(tested ? [] : ['untested']),
    ...(sampled === 0 ? [] : [`${renderQuantity(sampled, 'table')} sampled`]),
  ].join(', ');
}
