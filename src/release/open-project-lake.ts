import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import { isS3Address } from '../config/s3-address.ts';
import type { DataAccess } from '../storage/data-access.ts';
import { localData } from '../storage/local-data.ts';
import { createLocalStore } from '../storage/local-store.ts';
import { s3Data } from '../storage/s3/s3-data.ts';
import { createS3Store } from '../storage/s3/s3-store.ts';
import type { Store } from '../storage/store.ts';
import type { FileListCodec } from './documents.ts';
import { type Lake, openLake } from './lake.ts';

export interface OpenedLake {
  readonly lake: Lake;
  /** How an engine reads and writes its data. */
  readonly data: DataAccess;
}

/** The lake of the chosen target, a folder or a place on S3. Does no I/O. */
export function openProjectLake(config: Config, codec: FileListCodec): OpenedLake {
  const { store, data } = isS3Address(config.target.lake) ? onS3(config) : inFolder(config);
  const lake = openLake({ store, project: config.name, settings: config.releases, codec });
  return { lake, data };
}

interface Place {
  readonly store: Store;
  readonly data: DataAccess;
}

function inFolder({ target }: Config): Place {
  const store = createLocalStore(target.lake);
  return { store, data: localData(store) };
}

function onS3({ target, projectDir, targetPath }: Config): Place {
  const store = createS3Store(target.lake, { settings: target.s3 });
  return { store, data: s3Data({ store, scratch: join(projectDir, targetPath, 'tmp') }) };
}
