import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import type { LocalRelease } from './local-release.ts';

/** Bytes of each file of the partitioned tables of a release, by table. Nothing where a list of files cannot be read. */
export async function fileSizes({
  release,
  lake,
}: LocalRelease): Promise<ReadonlyMap<string, readonly number[]>> {
  const partitioned = release.tables.filter(({ partitionColumns }) => partitionColumns.length > 0);
  try {
    return new Map(
      await Promise.all(
        partitioned.map(
          async table => [table.name, (await lake.files(table)).map(({ bytes }) => bytes)] as const,
        ),
      ),
    );
  } catch (error) {
    if (error instanceof SparkifyError) return new Map();
    throw error;
  }
}
