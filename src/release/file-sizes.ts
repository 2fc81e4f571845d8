import type { Config } from '../config/config.ts';
import { isS3Address } from '../config/s3-address.ts';
import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import type { FileListCodec } from './documents.ts';
import { openProjectLake } from './open-project-lake.ts';

/**
 * Bytes of each file of the partitioned tables of the current release, by table. Nothing of a lake on S3, since who asks
 * needs no network, and nothing of a lake that cannot be read: whatever needs it tells of that.
 */
export async function fileSizes(
  config: Config,
  codec: FileListCodec,
): Promise<ReadonlyMap<string, readonly number[]>> {
  if (isS3Address(config.target.lake)) return new Map();
  const { lake } = openProjectLake(config, codec);
  try {
    const tables = (await lake.current())?.tables ?? [];
    const partitioned = tables.filter(({ partitionColumns }) => partitionColumns.length > 0);
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
