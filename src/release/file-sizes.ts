import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import type { LocalRelease } from './local-release.ts';

/**
 * Bytes of each file of the partitioned tables of a release that have more than `few` of them, by table. Nothing where a
 * list of files cannot be read.
 */
export async function fileSizes(
  { release, lake }: LocalRelease,
  few: number,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const many = release.tables.filter(
    ({ partitionColumns, files }) => partitionColumns.length > 0 && files > few,
  );
  try {
    return new Map(
      await Promise.all(
        many.map(async table => [table.name, (await lake.files(table)).map(({ bytes }) => bytes)] as const),
      ),
    );
  } catch (error) {
    if (error instanceof SparkifyError) return new Map();
    throw error;
  }
}
