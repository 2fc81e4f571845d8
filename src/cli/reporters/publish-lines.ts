import { renderColumns } from '../output/columns.ts';
import { renderBytes, renderQuantity, renderSeconds } from '../output/quantity.ts';
import type { EventOf } from './event-of.ts';

/** The new release with its tables, in columns that line up. A build tests all but what it was told to leave out. */
export function publishedLines(event: EventOf<'published'>, command = 'build'): readonly string[] {
  const cells = event.tables.map(({ name, rows, files, bytes, sample }) => [
    name,
    renderQuantity(rows, 'row'),
    renderQuantity(files, 'file'),
    renderBytes(bytes),
    sample === undefined ? '' : `a sample: ${sample}`,
  ]);
  const untested = command === 'build' ? ', without running all of its tests' : ', without running the tests';
  const tested = event.tested ? '' : untested;
  const size = event.tables.length === 0 ? 'no table changed' : renderQuantity(event.tables.length, 'table');
  return [
    `Published release ${event.release}${tested} (${size} in ${renderSeconds(event.seconds)})`,
    ...renderColumns(cells, ['left', 'right', 'right', 'right', 'left']).map(line => `  ${line}`),
    ...keptLines(event),
    ...sampledLine(event),
  ];
}

/** What a task added to its candidate. */
export function taskEndedLines({
  candidate,
  failed,
  tables,
  seconds,
}: EventOf<'task-ended'>): readonly string[] {
  if (failed)
    return [`Nothing was added to the candidate ${candidate}, which says now that this task failed.`];
  const cells = tables.map(({ name, rows, files, bytes }) => [
    name,
    renderQuantity(rows, 'row'),
    renderQuantity(files, 'file'),
    renderBytes(bytes),
  ]);
  const added =
    tables.length === 0
      ? `The candidate ${candidate} knows now that this task ended well`
      : `Added ${renderQuantity(tables.length, 'table')} to the candidate ${candidate} in ${renderSeconds(seconds)}`;
  return [
    `${added}; \`sparkify releases publish ${candidate}\` publishes it.`,
    ...renderColumns(cells, ['left', 'right', 'right', 'right']).map(line => `  ${line}`),
  ];
}

/** What of the run is not in the release, and why. */
function keptLines({ kept = [] }: EventOf<'published'>): readonly string[] {
  const lines = (title: string, tables: typeof kept) =>
    tables.length === 0 ? [] : [title, ...tables.map(({ name, because }) => `  ${name}: ${because}`)];
  return [
    ...lines(
      'Kept as in the release before, since something failed:',
      kept.filter(({ isReleased }) => isReleased),
    ),
    ...lines(
      'Left out, since something failed and no release has them yet:',
      kept.filter(({ isReleased }) => !isReleased),
    ),
  ];
}

/** What of the release is not new and should not be taken for whole. */
function sampledLine({ stillSampled = [] }: EventOf<'published'>): readonly string[] {
  if (stillSampled.length === 0) return [];
  const names = stillSampled.join(', ');
  const select = stillSampled.map(name => `+${name}`).join(' ');
  return [
    `Still only a sample in this release: ${names}. To build what is missing: sparkify build --select ${select}`,
  ];
}

/** Why the lake stays as it was. */
export function notPublishedLine({ reason, kept, batches = 0 }: EventOf<'not-published'>): string {
  const parts = [...counted(kept, 'table'), ...counted(batches, 'batch')];
  if (parts.length === 0) return reasons[reason];
  const isOne = kept + batches === 1;
  const verb = isOne ? 'is' : 'are';
  return `${reasons[reason]} The ${parts.join(' and ')} that ${verb} finished ${verb} kept for \`sparkify retry\`.`;
}

/** `table`, `2 tables`. */
function counted(count: number, noun: string): readonly string[] {
  if (count === 0) return [];
  return [count === 1 ? noun : renderQuantity(count, noun)];
}

const reasons: Readonly<Record<EventOf<'not-published'>['reason'], string>> = {
  failed: 'Nothing was published: the lake is as it was.',
  unfit:
    'Nothing was published: all that did not fail comes after what did, or does not fit what would be kept of the last release.',
  'not-asked': 'Nothing was published, as --no-publish asks: the lake is as it was.',
  'nothing-changed': 'Nothing was published: the lake already holds just these rows.',
  'nothing-new':
    'Nothing new: the lake already holds what this run would make, so nothing was read or published.',
  interrupted: 'Nothing was published: the run was interrupted, and the lake is as it was.',
  empty: 'Nothing was published: --empty reads no rows, and the lake is as it was.',
  sample:
    'Nothing was published: it is a sample, and the lake is as it was. With --publish it becomes the lake.',
  'no-tables': 'Nothing was published: no table of the lake is among what ran.',
};
