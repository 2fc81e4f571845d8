import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { LakeTarget } from '../../config/target.ts';
import { soundPlans } from './sound-plans.ts';
import { PARTITIONS_AT_ONCE } from './write-partitions.ts';

/** How an engine is opened, and where. */
export interface SessionOptions {
  readonly target: LakeTarget;
  /** A file relative to the project, or `:memory:`. */
  readonly database: string;
  readonly projectDir: string;
  /** Absolute folder for spilled data. */
  readonly scratch: string;
}

/** A DuckDB in this process. Extensions are never installed or loaded by themselves, unsigned ones never. */
export async function createInstance({
  target,
  database,
  projectDir,
  scratch,
}: SessionOptions): Promise<DuckDBInstance> {
  const inMemory = database === ':memory:';
  const path = inMemory ? ':memory:' : join(projectDir, database);
  if (!inMemory) mkdirSync(join(path, '..'), { recursive: true });
  return DuckDBInstance.create(path, {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    preserve_insertion_order: 'false',
    ...soundPlans,
    // DuckDB's default of 100 would close and open files anew within a share, and so split partitions.
    partitioned_write_max_open_files: String(PARTITIONS_AT_ONCE),
    temp_directory: scratch,
    ...(target.extensions.folder === undefined ? {} : { extension_directory: target.extensions.folder }),
    ...(target.memoryLimit === undefined ? {} : { memory_limit: target.memoryLimit }),
  });
}
