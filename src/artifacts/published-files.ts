import { join } from 'node:path';
import * as z from 'zod';
import { FEW_FILES } from '../check/warnings/small-files.ts';
import { lakeName } from '../columns/table-name.ts';
import type { Config } from '../config/config.ts';
import { isS3Address } from '../config/s3-address.ts';
import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import { type FileCounts, fileCounts } from '../release/file-counts.ts';
import type { LocalRelease } from '../release/local-release.ts';
import { localArtifacts } from './artifact-folder.ts';
import { findArtifact } from './read-artifact.ts';

const stat = z.object({ value: z.number() });
const document = z.object({
  nodes: z.record(
    z.string(),
    z.object({
      metadata: z.object({ schema: z.string(), name: z.string() }),
      stats: z.object({ num_files: stat.optional(), median_file_bytes: stat.optional() }),
    }),
  ),
});

/**
 * The files of the partitioned tables that are many, by table: as the release has them, and of a lake on S3 as the last
 * run has left them in catalog.json, since checking needs no network.
 */
export async function publishedFiles(
  config: Config,
  released: LocalRelease | undefined,
): Promise<ReadonlyMap<string, FileCounts>> {
  if (config.rules['small-files'] === 'off') return new Map();
  if (released !== undefined) return fileCounts(released, FEW_FILES);
  return isS3Address(config.target.lake) ? inCatalog(config) : new Map();
}

function inCatalog({ projectDir, targetPath }: Config): ReadonlyMap<string, FileCounts> {
  try {
    const file = { folder: localArtifacts(join(projectDir, targetPath)), file: 'catalog.json' };
    const catalog = findArtifact(file, 'catalog', document, '');
    return new Map(
      Object.values(catalog?.nodes ?? {}).flatMap(({ metadata, stats }) => {
        const [files, median] = [stats.num_files?.value, stats.median_file_bytes?.value];
        const isKnown = files !== undefined && median !== undefined;
        return isKnown ? [[lakeName(metadata), { files, median }] as const] : [];
      }),
    );
  } catch (error) {
    // One of another tool, or not whole: a warning less.
    if (error instanceof SparkifyError) return new Map();
    throw error;
  }
}
