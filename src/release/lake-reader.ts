import type { Store } from '../storage/store.ts';
import { diffReleases, type TableDifference } from './diff.ts';
import type { DataFile, FileListCodec, Release, ReleasedState, ReleasedTable } from './documents.ts';
import { readFiles } from './file-lists.ts';
import { changedFiles } from './files-on-store.ts';
import { type ListedRelease, listReleases } from './history.ts';
import type { ReaderContext } from './lake-context.ts';
import { type LakeState, lakeState, readCurrentRelease, readKeptRelease } from './read-current.ts';
import { readState } from './released-state.ts';
import { type RowsToRead, rowsToRead } from './rows-to-read.ts';

/** A lake as readers see it. Readers never repair, and what they read stays as long as the settings of its writers say. */
export interface LakeReader {
  state(): Promise<LakeState>;
  /** The current release; undefined when nothing was published yet. It is not read where it is the `known` one. */
  current(known?: Release): Promise<Release | undefined>;
  /** The current release or one that it keeps. Throws `nothing-published`, `unknown-release`. */
  release(id: string): Promise<Release>;
  /** What the nodes of the project were as a release was made of them; undefined where it does not tell. */
  stateOf(release: Release): Promise<ReleasedState | undefined>;
  files(table: ReleasedTable): Promise<readonly DataFile[]>;
  /** Where to read all rows of a table: of one with very many small files there is a copy in one. */
  rows(table: ReleasedTable): Promise<RowsToRead>;
  /** Those of the files that no longer exist with their recorded size and ETag. */
  changedFiles(files: readonly DataFile[]): Promise<readonly DataFile[]>;
  /** The releases that still exist, from the current one along its parents. */
  list(): Promise<readonly ListedRelease[]>;
  /** Throws `nothing-published`, `unknown-release`. */
  diff(before: string, after: string): Promise<readonly TableDifference[]>;
}

export interface ReaderOptions {
  readonly store: Store;
  /** The project that the lake must belong to; without it any will do. */
  readonly project?: string;
  readonly codec: FileListCodec;
}

/**
 * Opens a lake for reading. Every method may throw `lake-damaged`, `lake-too-new` and `lake-foreign`.
 *
 *     const lake = openLakeForReading({ store, codec });
 *     const release = await lake.current();
 */
export function openLakeForReading({ store, project, codec }: ReaderOptions): LakeReader {
  return createReader({ store, project, codec, fileLists: new Map() });
}

/** The reading half of a lake that is open for writing, too. */
export function createReader(lake: ReaderContext): LakeReader {
  return {
    state: () => lakeState(lake),
    current: known => readCurrentRelease(lake, [known]),
    release: id => readKeptRelease(lake, id),
    stateOf: async ({ state }) => state && readState(lake, state),
    files: table => readFiles(lake, table),
    rows: table => rowsToRead(lake, table),
    changedFiles: files => changedFiles(lake.store, files),
    list: () => listReleases(lake),
    diff: async (before, after) =>
      diffReleases(lake, await readKeptRelease(lake, before), await readKeptRelease(lake, after)),
  };
}
