import { createHash } from 'node:crypto';
import type { Release, ReleasedTable } from './documents.ts';

/** What something was made by, and of which tables of a lake. */
export interface Making {
  /** Stands for its SQL, its config, and all that it follows from: while it is the same, so are the rows. */
  readonly recipe: string;
  /** Names of the tables that it reads; of a test those that it tests. */
  readonly reads: readonly string[];
}

/**
 * A short text that stands for a recipe and for the versions of the tables that were read. A table may come out otherwise
 * though its recipe is the same, where rows are taken in any order or by a build from scratch; its version tells that.
 * Undefined when a table is not there.
 */
export function proofOf(
  { recipe, reads }: Making,
  tables: ReadonlyMap<string, Pick<ReleasedTable, 'version'>>,
): string | undefined {
  const versions = reads.map(name => tables.get(name)?.version);
  if (versions.includes(undefined)) return undefined;
  return createHash('sha256')
    .update(JSON.stringify([recipe, reads, versions]))
    .digest('hex')
    .slice(0, 20);
}

export function tablesByName(
  release: Pick<Release, 'tables'> | undefined,
): ReadonlyMap<string, ReleasedTable> {
  return new Map(release?.tables.map(table => [table.name, table]));
}
