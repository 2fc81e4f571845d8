import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import type { Session } from './session.ts';

/** Opens the engine of the chosen target. An engine's code is loaded only when its target is chosen. */
export async function openSession(config: Config): Promise<Session> {
  const { openDuckDbSession } = await import('./duckdb/duckdb-session.ts');
  return openDuckDbSession({
    target: config.target,
    projectDir: config.projectDir,
    scratch: join(config.projectDir, config.targetPath, 'tmp'),
  });
}
