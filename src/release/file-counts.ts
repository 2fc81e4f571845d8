import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import type { LocalRelease } from './local-release.ts';

/** How many files a table is, and how large. */
export interface FileCounts {
  readonly files: number;
  /** Bytes of the file in the middle. */
  readonly median: number;
}

/** Of the partitioned tables of a release that have more than `few` files, by table. Nothing where a list of files cannot be read. */
export async function fileCounts(
  { release, lake }: LocalRelease,
  few: number,
): Promise<ReadonlyMap<string, FileCounts>> {
  const many = release.tables.filter(
    ({ partitionColumns, files }) => partitionColumns.length > 0 && files > few,
  );
  try {
    const counted = many.map(async table => {
      const sizes = (await lake.files(table)).map(({ bytes }) => bytes).sort((a, b) => a - b);
      return [table.name, { files: sizes.length, median: sizes[Math.floor(sizes.length / 2)]! }] as const;
    });
    return new Map(await Promise.all(counted));
  } catch (error) {
    if (error instanceof SparkifyError) return new Map();
    throw error;
  }
}
