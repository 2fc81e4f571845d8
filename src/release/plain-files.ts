import { inParallel } from '../storage/in-parallel.ts';
import type { DataFile, Release, ReleasedTable } from './documents.ts';
import { findFiles } from './file-lists.ts';
import type { ReaderContext } from './lake-context.ts';

const parallelReads = 16;

/** The plain copy of a release's tables as it should be: which data file lies under which key. */
export async function plainFiles(
  lake: ReaderContext,
  release: Release,
  isAsked: (table: string) => boolean = () => true,
): Promise<ReadonlyMap<string, DataFile>> {
  const lists = new Map<ReleasedTable, readonly DataFile[]>();
  const tables = release.tables.filter(({ name }) => isAsked(name));
  await inParallel(tables, parallelReads, async table => {
    lists.set(table, (await findFiles(lake, table)) ?? []);
  });
  return new Map(tables.flatMap(table => [...plainFilesOf(lists.get(table)!)]));
}

/**
 * `files/<release>/songs/year=1999/x.parquet` is copied to `songs/year=1999/part-0.parquet`: files are numbered within
 * their folder, in the order of their paths.
 */
export function plainFilesOf(files: readonly DataFile[]): ReadonlyMap<string, DataFile> {
  const plain = new Map<string, DataFile>();
  const counts = new Map<string, number>();
  for (const file of files.toSorted((left, right) => (left.path < right.path ? -1 : 1))) {
    const [, , ...inTable] = file.path.split('/');
    const name = inTable.pop()!;
    const folder = inTable.join('/');
    const number = counts.get(folder) ?? 0;
    counts.set(folder, number + 1);
    plain.set(`${folder}/part-${number}${extension(name)}`, file);
  }
  return plain;
}

/** `.parquet`, `.csv.gz` */
function extension(name: string): string {
  return /(\.[a-z]+)?(\.[a-z0-9]+)$/i.exec(name)?.[0] ?? '';
}
