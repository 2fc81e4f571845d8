import { join } from 'node:path';
import { z } from 'zod';
import type { Config } from '../../config/config.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import { localArtifacts } from '../artifact-folder.ts';
import { findArtifact } from '../read-artifact.ts';

const files = { 'run-results': 'run_results.json', sources: 'sources.json' } as const;

/**
 * What an earlier command left in the target folder, as it is. Null where there is none, or one that another tool or
 * version wrote: the page then has nothing to tell of it.
 */
export function readRunDocument(config: Config, name: keyof typeof files): object | null {
  const folder = localArtifacts(join(config.projectDir, config.targetPath));
  try {
    return findArtifact({ folder, file: files[name] }, name, z.looseObject({}), '') ?? null;
  } catch (error) {
    if (error instanceof SparkifyError) return null;
    throw error;
  }
}
