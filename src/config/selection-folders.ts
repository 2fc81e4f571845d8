import type { Config } from './config.ts';

/** Folders whose names below them are part of an fqn, as selection needs them. */
export function selectionFolders(config: Config): readonly string[] {
  return [...config.modelPaths, ...config.seedPaths, ...config.snapshotPaths, ...config.testPaths];
}
