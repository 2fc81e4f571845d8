import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CompiledTest } from '../compile/node.ts';
import type { Config } from '../config/config.ts';
import type { Session } from '../engines/session.ts';
import { failuresFile } from '../testing/failures-file.ts';

/** Keeps the failing rows of data tests as Parquet in the target folder, never in the lake. */
export interface FailureFiles {
  /** Takes away what an earlier run kept: a file is there only while the last run of its test failed. */
  remove(test: CompiledTest): Promise<void>;
  /** Writes all failing rows when that is asked for; gives the path relative to the project. */
  keep(test: CompiledTest): Promise<string | undefined>;
}

export interface FailureFilesOptions {
  readonly config: Pick<Config, 'projectDir' | 'targetPath'>;
  readonly session: Pick<Session, 'writeRows'>;
  /** True also keeps those of tests that do not say, false none at all. */
  readonly asked: boolean | undefined;
}

export function createFailureFiles({ config, session, asked }: FailureFilesOptions): FailureFiles {
  return {
    remove: test => rm(join(config.projectDir, failuresFile(config, test.alias)), { force: true }),
    async keep(test) {
      const isKept = asked !== false && (test.storeFailures ?? asked ?? false);
      if (!isKept) return undefined;
      const path = failuresFile(config, test.alias);
      const file = join(config.projectDir, path);
      // Whoever looks meanwhile never sees half of a file.
      const unfinished = `${file}.${process.pid}.tmp`;
      await mkdir(dirname(file), { recursive: true });
      try {
        await session.writeRows(test.sql, unfinished);
        await rename(unfinished, file);
      } finally {
        await rm(unfinished, { force: true });
      }
      return path;
    },
  };
}
