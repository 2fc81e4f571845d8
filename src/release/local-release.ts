import type { Config } from '../config/config.ts';
import { isS3Address } from '../config/s3-address.ts';
import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import type { FileListCodec, Release } from './documents.ts';
import type { Lake } from './lake.ts';
import { openProjectLake } from './open-project-lake.ts';

/** The current release of a lake, and the lake that has its files. */
export interface LocalRelease {
  readonly release: Release;
  readonly lake: Pick<Lake, 'files'>;
}

/**
 * What is published, for who only compares with it. Undefined of a lake on S3, since who asks needs no network, and of one
 * that cannot be read: whatever needs it tells of that.
 */
export async function localRelease(config: Config, codec: FileListCodec): Promise<LocalRelease | undefined> {
  if (isS3Address(config.target.lake)) return undefined;
  const { lake } = openProjectLake(config, { fileListCodec: codec });
  try {
    const release = await lake.current();
    return release && { release, lake };
  } catch (error) {
    if (error instanceof SparkifyError) return undefined;
    throw error;
  }
}
