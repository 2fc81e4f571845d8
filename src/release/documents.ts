import type { Column } from '../columns/column.ts';
import type { PartitionValue } from '../columns/partition-value.ts';

/** A data file of a table version. */
export interface DataFile {
  /** Key in the store: `files/<release>/<table>/<k=v>/<name>`. */
  readonly path: string;
  /** Values of the partition columns, in their order; empty when the table is not partitioned. */
  readonly partition: readonly PartitionValue[];
  readonly rows: number;
  readonly bytes: number;
  readonly etag: string;
  /** Fingerprint of the whole partition the file belongs to. */
  readonly fingerprint: string;
}

/** Parquet for file lists, handed in by an engine: this room knows no engine. */
export interface FileListCodec {
  encode(files: readonly DataFile[]): Promise<Uint8Array>;
  decode(bytes: Uint8Array): Promise<readonly DataFile[]>;
}

/** A file of a source as a build found it. */
export interface SourceFileState {
  /** Relative to the project, absolute outside of it, or an `s3://` address. */
  readonly path: string;
  /** Of an object on S3; null of a file. */
  readonly etag: string | null;
  readonly size: number;
  /** ISO 8601. */
  readonly modified: string;
  /** How many records were read; null when nobody counted them. */
  readonly rows: number | null;
  /** How many records the build went on without. */
  readonly quarantined: number;
}

/** A line of a source's ledger. */
export interface LedgerEntry extends SourceFileState {
  /** The release that read the file first as it is now. */
  readonly release: string;
}

/** Parquet for ledgers, handed in by an engine. */
export interface LedgerCodec {
  encode(entries: readonly LedgerEntry[]): Promise<Uint8Array>;
  decode(bytes: Uint8Array): Promise<readonly LedgerEntry[]>;
}

/** Whose tables a catalog shows, and where its views look for their files. */
export interface CatalogState {
  readonly release: string;
  /** The address of the lake when it was written. */
  readonly root: string;
}

/** `_sparkify/catalog.duckdb`: a database whose views are the tables of one release, for whoever attaches it. */
export interface Catalog extends CatalogState {
  readonly tables: readonly {
    readonly table: ReleasedTable;
    readonly files: readonly Pick<DataFile, 'path' | 'partition'>[];
  }[];
}

/** Catalogs as a database's own files, handed in by an engine. */
export interface CatalogCodec {
  encode(catalog: Catalog): Promise<Uint8Array>;
  /** Undefined when it is no catalog, or one that this engine cannot read. */
  decode(bytes: Uint8Array): Promise<CatalogState | undefined>;
}

export type TableFormat = 'parquet' | 'csv' | 'json';

/** A table as a release holds it. */
export interface ReleasedTable {
  readonly name: string;
  /** The release that wrote this version. */
  readonly version: string;
  /** Where its file list lies in the store: `_sparkify/tables/<name>/<version>.parquet`. */
  readonly fileList: string;
  /** Where its rows lie once more, as one Parquet file with all columns; undefined where its own files are few. */
  readonly compact?: string | undefined;
  readonly format: TableFormat;
  /** All columns, partition columns included, in the order readers see. */
  readonly columns: readonly Column[];
  readonly partitionColumns: readonly string[];
  readonly rows: number;
  readonly files: number;
  readonly bytes: number;
  /** Unique id of the node it was built from. */
  readonly node: string;
  /** What it is a sample of, for a person to read; a whole table has none. */
  readonly sample?: string | undefined;
  /** What its rows were made by; undefined where nobody asked for that, or where they may come out otherwise. */
  readonly recipe?: string | undefined;
  /** Stands for the recipe together with the versions of the tables that were read: see `proofOf`. */
  readonly proof?: string | undefined;
  /** Of a model that reads new files: which ones its rows came from, by source. */
  readonly readFiles?: readonly ReadFiles[] | undefined;
  /** Of a model that follows a table: the tables that it was made of. */
  readonly readTables?: readonly Pick<ReleasedTable, 'name' | 'version'>[] | undefined;
  /** Of a model that is made of batches of time: up to when, ISO 8601, it has all of them. */
  readonly batchedUntil?: string | undefined;
  /** The address of another lake of whose tables its rows, or some of them, were made. */
  readonly deferredTo?: string | undefined;
}

/** The files of a source that a table was made of. */
export interface ReadFiles {
  /** Unique id. */
  readonly source: string;
  /** The ledger that names them; that of the release may be a later one. */
  readonly ledger: string;
}

/** A test that passed on the tables of a release, or something else that need not run again while they are the same. */
export interface DoneNode {
  /** Unique id. */
  readonly node: string;
  readonly proof: string;
  /** What it was made by. */
  readonly recipe?: string | undefined;
}

/** A source as the last build read it that read all of it. */
export interface ReleasedSource {
  readonly name: string;
  /** Unique id of the source. */
  readonly node: string;
  /** The release that wrote this ledger. */
  readonly version: string;
  /** Where its files are named: `_sparkify/sources/<name>/<version>.parquet`. */
  readonly ledger: string;
  readonly files: number;
  readonly bytes: number;
  /** Null when not every file was counted. */
  readonly rows: number | null;
  readonly quarantined: number;
}

/** A node as it was when what a release holds was made of it. */
export interface ReleasedNode {
  /** What tells whether it has changed since: a part of its entry in a manifest. Nothing here looks into it. */
  readonly entry: Readonly<Record<string, unknown>>;
  /** Digests of the macros that it used, by their unique ids. */
  readonly macros: Readonly<Record<string, string>>;
}

/** By unique id. */
export type ReleasedNodes = Readonly<Record<string, ReleasedNode>>;

/** `_sparkify/state/<version>.json.gz`: what the nodes of a project were as a release was made of them. Immutable. */
export interface ReleasedState {
  readonly nodes: ReleasedNodes;
}

/** Where the state of a release lies. */
export interface StateDocument {
  /** The release that wrote it. */
  readonly version: string;
  /** `_sparkify/state/<version>.json.gz`. */
  readonly document: string;
  /** Stands for what it says. */
  readonly digest: string;
}

/** Who runs a build. */
export interface Owner {
  readonly host: string;
  readonly pid: number;
  readonly user: string;
}

/** An ancestor that stays readable. */
export interface KeptRelease {
  readonly release: string;
  /** ISO 8601, by the store's clock. */
  readonly supersededAt: string;
}

/** `_sparkify/releases/<release>.json`. Immutable. */
export interface Release {
  readonly release: string;
  /** The release that was current before; null for the first one. Releases are ordered by parent, never by clock. */
  readonly parent: string | null;
  /** ISO 8601, by the store's clock. */
  readonly createdAt: string;
  /** The command that made it, e.g. `build`. */
  readonly command: string;
  /** Whether every table passed its data tests before it was published. */
  readonly tested: boolean;
  /** The release whose tables this one brought back. */
  readonly rolledBackTo: string | null;
  /** The candidate that tasks added its tables to; it takes no more. */
  readonly candidate?: string | undefined;
  readonly owner: Owner;
  readonly tables: readonly ReleasedTable[];
  readonly sources: readonly ReleasedSource[];
  /** What, beside its tables, need not run again on them. */
  readonly done: readonly DoneNode[];
  /** What it was made of; undefined where nobody told. */
  readonly state?: StateDocument | undefined;
  /** Ancestors that stay readable, the youngest first. */
  readonly kept: readonly KeptRelease[];
}

/** `_sparkify/current.json`. */
export interface Pointer {
  /** Null in a lake that has no release yet. */
  readonly release: string | null;
  readonly parent: string | null;
  /** Fresh for every write, so that the pointer never repeats its bytes and an old ETag never comes back. */
  readonly nonce: string;
}

/** `_sparkify/candidates/<release>.json`: an unfinished release, or what one left behind. */
export interface Candidate {
  /** Names the document. Of one build the first of `ids`; what tasks add to is called as the user says. */
  readonly release: string;
  /** Whoever wrote the document last under this token may go on; everyone else stops. */
  readonly token: string;
  /** Set by recovery: nobody may publish it any more. */
  readonly abandoned: boolean;
  /** Its owner failed, has ended and left it for a retry: nothing is written below its prefixes any more. */
  readonly kept: boolean;
  readonly command: string;
  readonly owner: Owner;
  /** Identifies work on a cluster that may still write below the prefix. */
  readonly remoteJob: string | null;
  /** Name of the target that started it: no other one knows where to look for it. */
  readonly remoteTarget: string | null;
  /** What the build read. */
  readonly base: { readonly release: string | null; readonly pointerEtag: string };
  /** Every release id under which it may have been published. Below `files/<id>/` of each may lie files of it. */
  readonly ids: readonly string[];
  /** Where its owner writes; every attempt has one of its own, but for one that joins the work of the attempt before. */
  readonly prefix: string;
  /** ISO 8601, by its owner's clock; only makes each write differ from the one before. */
  readonly touchedAt: string;
  /**
   * `none`: one build makes the release. `open`: tasks of any machines add to it, and nobody owns it. `closed`: who has the
   * token publishes what they added.
   */
  readonly tasks: 'none' | 'open' | 'closed';
}

/** `_sparkify/view.json`: the state of the plain copy. */
export interface View {
  /** The release that was shown last or is being shown. */
  readonly release: string;
  /** Every release whose files may lie in the plain copy; none where it was turned off. */
  readonly releases: readonly string[];
  readonly complete: boolean;
  /** Who refreshes it just now; null when nobody does. */
  readonly lease: { readonly token: string; readonly owner: Owner; readonly renewedAt: string } | null;
  /** What a refresh that lost its lease may still be copying, and until when that is reckoned with (ISO 8601). */
  readonly late: readonly { readonly release: string; readonly until: string }[];
  /** Copies whose ETag is not that of their source, as S3 gives after multipart uploads: key, source and the ETag of the copy. */
  readonly copies: Readonly<Record<string, { readonly from: string; readonly etag: string }>>;
}

/** `_sparkify/registrations/<id>.json`: what a catalog outside of the lake shows, such as Glue's. */
export interface Registration {
  /** What a person calls the catalog. */
  readonly catalog: string;
  /** The release that was shown last or is being shown. */
  readonly release: string;
  /** Every release whose files the catalog may lead to. */
  readonly releases: readonly string[];
  readonly complete: boolean;
  /** Stands for the settings by which the release is shown. */
  readonly settings: string;
  /** Stands for the descriptions that are shown along with it. */
  readonly descriptions: string;
  /** Who registers just now; null when nobody does. */
  readonly lease: View['lease'];
}
