import type { ReleaseSettings } from '../config/config.ts';
import type { Store } from '../storage/store.ts';
import type { CatalogCodec, DataFile, FileListCodec, LedgerCodec } from './documents.ts';
import type { LakeEnvironment } from './environment.ts';
import type { OutsideCatalog } from './outside-catalog.ts';

/** What reading a lake needs. */
export interface ReaderContext {
  readonly store: Store;
  /** The project that the lake must belong to; undefined takes any. */
  readonly project: string | undefined;
  readonly codec: FileListCodec;
  /** Decoded file lists by key. They are immutable in the store, so an entry never grows stale. */
  readonly fileLists: Map<string, Promise<readonly DataFile[]>>;
}

/** What every step of a writer needs. */
export interface LakeContext extends ReaderContext {
  readonly project: string;
  readonly settings: ReleaseSettings;
  /** Undefined where nothing can make a catalog: then there is none. */
  readonly catalogs: CatalogCodec | undefined;
  /** Undefined where nothing reads sources. */
  readonly ledgers: LedgerCodec | undefined;
  /** Undefined where nobody knows the targets. */
  readonly jobEnder?: JobEnder | undefined;
  /** Undefined where nothing but the lake shows its tables. */
  readonly outside?: OutsideCatalog | undefined;
  readonly environment: LakeEnvironment;
}

/** Ends work elsewhere that a process left which has ended. */
export interface JobEnder {
  /** Whose a job is, by what names it and the name of the target that started it, as far as that is known. */
  ownerOf(job: string, target: string | null): JobOwner;
  /** Ends a job of this target. When it returns, none of that writes any more. */
  end(job: string): Promise<void>;
}

/** Only the target that started it can end a job: this one, another one of the project, or one that it no longer has. */
export type JobOwner = 'this' | 'another' | 'none';
