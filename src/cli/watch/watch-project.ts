import { dirname, join } from 'node:path';
import type { Config } from '../../config/config.ts';
import { findConfig } from '../../config/find-config.ts';
import { unfinishedTypes } from '../../typing/types-file.ts';
import type { Cli } from '../cli.ts';
import { interruptible } from '../interrupt.ts';
import type { CommonOptions } from '../options.ts';
import { FolderWatch } from './folder-watch.ts';

/** What is watched until the config could be read. */
const usualFolders = ['models', 'macros', 'seeds', 'snapshots', 'tests'];

/**
 * Does a round, and again after each change of the project's files, until Ctrl-C.
 *
 * @param round is given what to call once the files were read: it says which folders belong to the project, and gives a signal
 * that aborts as soon as what was read is out of date
 */
export async function watchProject(
  options: CommonOptions,
  cli: Cli,
  round: (settle: (config: Config) => AbortSignal, configFile: string) => Promise<void>,
): Promise<void> {
  const configFile = await findConfig(cli.cwd, options.projectDir);
  const root = dirname(configFile);
  const watch = new FolderWatch();
  await interruptible(
    () => watch.close(),
    async () => {
      let folders: readonly string[] = usualFolders;
      let own: readonly string[] = [];
      for (let goesOn = true; goesOn; ) {
        // Before the files are read, so that nothing written meanwhile is missed.
        watch.follow(root, folders, own);
        let next: Promise<boolean> | undefined;
        const settle = (config: Config) => {
          folders = foldersOf(config);
          const types = join(root, config.types.path);
          own = [types, unfinishedTypes(types)];
          watch.follow(root, folders, own);
          const stale = new AbortController();
          next = watch.changed().finally(() => stale.abort());
          return stale.signal;
        };
        await round(settle, configFile);
        goesOn = await (next ?? watch.changed());
      }
    },
  );
  cli.exitCode = 0;
}

function foldersOf({
  modelPaths,
  macroPaths,
  seedPaths,
  snapshotPaths,
  testPaths,
}: Config): readonly string[] {
  return [...modelPaths, ...macroPaths, ...seedPaths, ...snapshotPaths, ...testPaths];
}
