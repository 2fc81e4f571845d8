import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import { isS3Address } from '../config/s3-address.ts';
import type { Target } from '../config/target.ts';
import type { AtClose, DataAccess } from '../storage/data-access.ts';
import { localData } from '../storage/local-data.ts';
import { createLocalStore } from '../storage/local-store.ts';
import { hurryAfter } from '../storage/s3/s3-clients.ts';
import { s3Data } from '../storage/s3/s3-data.ts';
import { createS3Store } from '../storage/s3/s3-store.ts';
import type { Store } from '../storage/store.ts';
import type { CatalogCodec, FileListCodec, LedgerCodec } from './documents.ts';
import { type Lake, openLake } from './lake.ts';
import type { JobEnder } from './lake-context.ts';
import { type LakeReader, openLakeForReading } from './lake-reader.ts';
import type { OutsideCatalog } from './outside-catalog.ts';

export interface OpenedLake {
  readonly lake: Lake;
  /** How an engine reads and writes its data. */
  readonly data: DataAccess;
}

/** What an engine does for a lake. */
export interface LakeCodecs {
  readonly fileListCodec: FileListCodec;
  /** Only whoever writes needs these. */
  readonly catalogCodec?: CatalogCodec;
  readonly ledgerCodec?: LedgerCodec;
  /** Only engines elsewhere do. */
  readonly jobEnder?: JobEnder | undefined;
  /** Takes what is to be done when the engine is closed. */
  readonly atClose?: AtClose;
}

/**
 * The lake of the chosen target, a folder or a place on S3. Does no I/O.
 *
 * @param interrupt after it neither the lake on S3 nor what else is read from there keeps anybody waiting
 * @param outside what else is to show what is published; only whoever publishes needs it
 */
export function openProjectLake(
  config: Config,
  codecs: LakeCodecs,
  interrupt?: AbortSignal,
  outside?: OutsideCatalog,
): OpenedLake {
  const { projectDir, targetPath, target } = config;
  const scratch = join(projectDir, targetPath, 'tmp');
  const { store, data } = lakePlace(target, scratch, interrupt, codecs.atClose?.bind(codecs));
  const { fileListCodec: codec, catalogCodec: catalogs, ledgerCodec: ledgers, jobEnder } = codecs;
  const { name: project, releases: settings } = config;
  const lake = openLake({ store, project, settings, codec, catalogs, ledgers, jobEnder, outside });
  return { lake, data };
}

/**
 * Another lake of the project, to be read. It is reached as the target at hand reaches S3. Does no I/O.
 *
 * @param address a folder, absolute, or `s3://bucket/prefix`
 * @param interrupt see `openProjectLake`
 */
export function openLakeAt(
  address: string,
  { name: project, projectDir, targetPath, target }: Config,
  { fileListCodec: codec, atClose }: LakeCodecs,
  interrupt?: AbortSignal,
): { readonly lake: LakeReader; readonly data: DataAccess } {
  const scratch = join(projectDir, targetPath, 'tmp');
  const place = lakePlace({ ...target, lake: address }, scratch, interrupt, atClose);
  return { lake: openLakeForReading({ store: place.store, project, codec }), data: place.data };
}

/** A lake's documents and data. */
export interface LakePlace {
  readonly store: Store;
  readonly data: DataAccess;
}

/**
 * @param scratch a folder for files on their way to S3
 * @param interrupt see `openProjectLake`
 * @param atClose see `LakeCodecs`
 */
export function lakePlace(
  { lake, s3, upload }: Pick<Target, 'lake' | 's3' | 'upload'>,
  scratch: string,
  interrupt?: AbortSignal,
  atClose?: AtClose,
): LakePlace {
  if (interrupt !== undefined) hurryAfter(s3, interrupt);
  if (!isS3Address(lake)) {
    const store = createLocalStore(lake);
    return { store, data: localData(store) };
  }
  const store = createS3Store(lake, { settings: s3 });
  return { store, data: s3Data({ store, scratch, upload, nearBytes: s3.cacheBytes, interrupt, atClose }) };
}
