import type { Column } from '../columns/column.ts';
import { findColumn } from '../columns/find-column.ts';
import { releasedRelation } from '../columns/relation.ts';
import { lakeName } from '../columns/table-name.ts';
import { valueClass } from '../columns/value-class.ts';
import type { CompiledTest, ReleaseComparison } from '../compile/node.ts';
import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import type { Session } from '../engines/session.ts';
import type { Release, ReleasedTable } from '../release/documents.ts';
import type { Lake } from '../release/lake.ts';
import type { DataAccess } from '../storage/data-access.ts';
import { readableFiles } from '../storage/readable-files.ts';
import type { Reading } from './reading.ts';
import type { SampledTables } from './sampled-tables.ts';

/** Gives tests the rows of a release that they compare with. */
export interface ReleaseComparisons {
  /** Binds them, once for all tests of a table. */
  prepare(test: CompiledTest): Promise<Comparison>;
}

/** The release that a test compares with, or why there is nothing to compare with. */
export type Comparison =
  | { readonly isPossible: true; readonly release: Release }
  | { readonly isPossible: false; readonly note: string };

export interface ReleaseComparisonOptions {
  readonly session: Session;
  readonly lake: Lake;
  readonly data: DataAccess;
  /** The release that the run is based on. */
  readonly base: Release | undefined;
  /** Unique ids of tables that the run reads as that release holds them: they are compared with the one before it. */
  readonly published: ReadonlySet<string>;
  readonly columns: Readonly<Record<string, readonly Column[]>>;
  readonly reading: Reading | undefined;
  readonly sampled: SampledTables;
}

/**
 * Whatever a release does not hold, or no longer, is no fault of the new rows: the test passes, and says so. That goes
 * for damaged files, too, since a build is what mends them.
 */
export function createReleaseComparisons(options: ReleaseComparisonOptions): ReleaseComparisons {
  const bound = new Map<string, Promise<boolean>>();
  return {
    async prepare(test) {
      const comparison = test.comparison!;
      const before = await findTable(test, comparison, options);
      if ('isPossible' in before) return before;
      const { release, table, label } = before;
      const binding = bound.get(table.fileList) ?? bindTable(comparison, table, options);
      bound.set(table.fileList, binding);
      if (!(await binding)) return nothing(`files of ${table.name} in ${label} are missing or damaged`);
      const problem = await probe(comparison, label, options.session);
      return problem ?? { isPossible: true, release };
    },
  };
}

interface TableBefore {
  readonly release: Release;
  readonly table: ReleasedTable;
  /** What the release is to the run. */
  readonly label: string;
}

async function findTable(
  test: CompiledTest,
  { column: name, table: relation }: ReleaseComparison,
  options: ReleaseComparisonOptions,
): Promise<TableBefore | Comparison> {
  const { base, reading } = options;
  if (reading === 'nothing') return passing('not compared: --empty reads no rows');
  if (reading !== undefined) return passing('not compared: --sample reads only a part of the rows');
  if (options.sampled.has(test.attachedTo!)) return passing('not compared: the new rows are only a sample');
  if (base === undefined) return nothing('there is no release yet');
  const isPublished = options.published.has(test.attachedTo!);
  const release = isPublished ? await releaseBefore(base, options.lake) : base;
  if (release === undefined) return nothing('no release before this one is kept');
  const label = isPublished ? 'the release before' : 'the last release';
  const table = tableOf(release, relation);
  if (table === undefined) return nothing(`${label} has no table ${lakeName(relation)}`);
  if (isPublished && table.version === tableOf(base, relation)?.version)
    return passing(`not compared: ${label} has the same rows`);
  if (table.sample !== undefined) return nothing(`${label} holds only a sample of ${table.name}`);
  if (table.rows === 0) return nothing(`${table.name} has no rows in ${label}`);
  const then = findColumn(table.columns, name);
  if (then === undefined) return nothing(`${table.name} has no column ${name} in ${label}`);
  const now = findColumn(options.columns[test.attachedTo!]!, name)!;
  return valueClass(then.type) === valueClass(now.type)
    ? { release, table, label }
    : passing(`not compared: ${name} is ${now.type}, and ${then.type} in ${label}`);
}

async function releaseBefore({ parent, kept }: Release, lake: Lake): Promise<Release | undefined> {
  return kept.some(({ release }) => release === parent) ? lake.release(parent!) : undefined;
}

function tableOf({ tables }: Release, relation: ReleaseComparison['table']): ReleasedTable | undefined {
  return tables.find(({ name }) => name === lakeName(relation));
}

/** False when not all of its files are there as they were. */
async function bindTable(
  comparison: ReleaseComparison,
  table: ReleasedTable,
  { session, lake, data }: ReleaseComparisonOptions,
): Promise<boolean> {
  const { format, columns, partitionColumns } = table;
  const files = await lake.files(table);
  if ((await lake.changedFiles(files)).length > 0) return false;
  await session.bindReleased(releasedRelation(comparison.table), {
    ...{ format, columns, partitionColumns },
    files: readableFiles(files, data),
  });
  return true;
}

/** Asks a condition of the released rows, which may lack what it names: it was written for those of now. */
async function probe(
  { rows, isChosen }: ReleaseComparison,
  label: string,
  session: Session,
): Promise<Comparison | undefined> {
  if (!isChosen) return undefined;
  try {
    const found = await session.query(`select 1 from ${rows}`, 1);
    return found.rows.length > 0 ? undefined : nothing(`its where chooses no rows of ${label}`);
  } catch (error) {
    if (!(error instanceof SparkifyError) || error.code !== 'query-failed') throw error;
    const [reason] = error.message.split('\n');
    return passing(`not compared: its where cannot be asked of ${label}: ${reason}`);
  }
}

function nothing(reason: string): Comparison {
  return passing(`nothing to compare with: ${reason}`);
}

function passing(note: string): Comparison {
  return { isPossible: false, note };
}
