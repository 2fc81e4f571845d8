import type { Config } from '../config/config.ts';
import { createLocalStore, type LocalStore } from '../storage/local-store.ts';
import type { FileListCodec } from './documents.ts';
import { type Lake, openLake } from './lake.ts';

export interface OpenedLake {
  readonly lake: Lake;
  readonly store: LocalStore;
}

/** The lake of the chosen target. Does no I/O. */
export function openProjectLake(config: Config, codec: FileListCodec): OpenedLake {
  const store = createLocalStore(config.target.lake);
  const lake = openLake({ store, project: config.name, settings: config.releases, codec });
  return { lake, store };
}
