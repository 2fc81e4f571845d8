import { mkdir } from 'node:fs/promises';
import type { Column } from '../../columns/column.ts';
import type { Relation } from '../../columns/relation.ts';
import type { Session } from '../../engines/session.ts';

interface CopyOptions {
  readonly relation: Relation;
  readonly columns: readonly Column[];
  readonly rows: number;
  /** Absolute; made when it is not there. */
  readonly folder: string;
}

/** Writes the rows of a relation as Parquet for a job to read. Gives the paths of the files. */
export async function copyAsParquet(
  session: Session,
  { relation, columns, rows, folder }: CopyOptions,
): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true });
  const files = await session.write({
    ...{ relation, columns, folder },
    ...{ format: 'parquet', partitionBy: [], sortBy: [], compression: 'zstd' },
    partitions: [{ partition: [], rows }],
    partial: false,
  });
  return files.map(({ path }) => path);
}
