import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import { createJobEnder } from './emr/job-ender.ts';
import type { Session } from './session.ts';

/** How an engine is opened. */
export interface OpenOptions {
  /** Whether the database file of the target is left alone: tables are put into memory. */
  readonly inMemory?: boolean | undefined;
}

/** Opens the DuckDB of the chosen target. Of a target on Spark it checks the project, reads seeds and serves the lake. */
export async function openSession(config: Config, { inMemory = false }: OpenOptions = {}): Promise<Session> {
  const { openDuckDbSession } = await import('./duckdb/duckdb-session.ts');
  const session = await openDuckDbSession({
    target: config.target,
    database: config.target.type === 'duckdb' && !inMemory ? config.target.database : ':memory:',
    projectDir: config.projectDir,
    scratch: join(config.projectDir, config.targetPath, 'tmp'),
  });
  return Object.assign(session, { jobEnder: createJobEnder(config) });
}
