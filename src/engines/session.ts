import type { Parser, SchemaReader } from '../check/schema-reader.ts';
import type { Column } from '../columns/column.ts';
import type { PartitionValue } from '../columns/partition-value.ts';
import type { Relation } from '../columns/relation.ts';
import type { FileFormat, IncrementalStrategy } from '../compile/model-config.ts';
import type { ColumnClaim, CompiledSeed } from '../compile/node.ts';
import type { JsonValue } from '../config/json-value.ts';
import type { CatalogCodec, FileListCodec, LedgerCodec } from '../release/documents.ts';
import type { JobEnder } from '../release/lake-context.ts';
import type { SourceScanner } from '../source/scan-files.ts';
import type { UndeclaredKey } from '../source/undeclared-keys.ts';
import type { FinishedFile, Pour } from '../storage/data-access.ts';

export interface QueryResult {
  readonly columns: readonly Column[];
  /** Values as JSON can hold them: 64-bit integers, decimals, dates and times as text. */
  readonly rows: readonly (readonly JsonValue[])[];
}

/** Told of a statement that makes or writes a table, before the engine gets it. */
export type OnStatement = (sql: string) => void;

/** A stretch of time, from `start` on and before `end`, as SQL writes them, in UTC. */
export interface Times {
  readonly start: string;
  readonly end: string;
}

/** Which rows of a table are read instead of all. Whatever the order or the threads, they are the same ones. */
export type Sampling =
  | ({
      readonly kind: 'window';
      /** A date or time. */
      readonly column: string;
    } & Times)
  | { readonly kind: 'rows'; readonly count: number }
  | { readonly kind: 'share'; readonly percent: number };

/** A file of a release, where the engine can read it. */
export interface ReadableFile {
  /** Absolute path or address. */
  readonly path: string;
  readonly partition: readonly PartitionValue[];
}

/** A table of a release, as the session binds it to a relation. */
export interface ReadableTable {
  readonly format: FileFormat;
  readonly columns: readonly Column[];
  readonly partitionColumns: readonly string[];
  readonly files: readonly ReadableFile[];
  readonly sampling?: Sampling | undefined;
}

/** Parquet files of a table, and how many rows they have together. */
export interface CountedFiles extends Pick<ReadableTable, 'files' | 'columns'> {
  readonly rows: number;
}

/** How the rows of a query join a table of a release. */
export interface IncrementSpec {
  /** Bound to the rows of the release, which the query may read. */
  readonly relation: Relation;
  /** What messages call it. */
  readonly label: string;
  /** The query for what is new, and its columns. */
  readonly sql: string;
  readonly columns: readonly Column[];
  readonly base: ReadableTable;
  /** The columns of the table afterwards; where they are not those of the base, all of it is written anew. */
  readonly after: readonly Column[];
  readonly strategy: IncrementalStrategy;
  readonly uniqueKey: readonly string[];
  /** Which rows of the release go, where that does not follow from the unique key of new rows. */
  readonly outdated?: OutdatedRows | undefined;
  /** Whose rows go, where it is computed by windows of time: it holds all that there is in these. */
  readonly windows?: TimedRows | undefined;
  /** What the query reads, where it follows a table: the rows of the release with a key that changed go. */
  readonly changes?: TableChanges | undefined;
}

/** What changed of a table that is bound, whose columns have the names of the unique key. */
export interface TableChanges {
  /** Is bound to the rows of the table whose key changed. */
  readonly relation: Relation;
  /** The table as it is now. */
  readonly table: Relation;
  /** Those in which rows changed, are new, or are gone. */
  readonly partitions: readonly (readonly PartitionValue[])[];
  /** What was in these. */
  readonly before: ReadableTable;
}

/** Rows of a table whose column has one of the values; with `others` those whose column has another than these. */
export interface OutdatedRows {
  readonly column: string;
  readonly values: readonly string[];
  readonly others: boolean;
}

/** Rows whose column, a date or time, lies in one of the windows. */
export interface TimedRows {
  readonly column: string;
  readonly windows: readonly Times[];
}

/** What became of it: the relation is the table as it will be. */
export interface Increment {
  /** The rows that are to be written; it goes when the relation is dropped. */
  readonly part: Relation;
  readonly rows: number;
  /** Partitions whose rows are all in the part. Of others it holds rows that are added to those of the release. */
  readonly replaced: readonly (readonly PartitionValue[])[] | 'all';
}

/** A computed table and how it is written as files. */
export interface TableSpec {
  readonly relation: Relation;
  readonly columns: readonly Column[];
  readonly format: FileFormat;
  readonly partitionBy: readonly string[];
  readonly sortBy: readonly string[];
  readonly compression: string;
}

/** What of a table is written, and where. */
export interface WriteSpec extends TableSpec {
  /** Absolute folder that the files are written below; what follows it in their paths is as in the release. */
  readonly folder: string;
  /** Called with each file once it is whole, and waited for; it may take the file away. */
  readonly take?: ((file: FinishedFile) => Promise<void>) | undefined;
  readonly onStatement?: OnStatement | undefined;
  /** Where it is given, Parquet files are written through it. */
  readonly pour?: Pour | undefined;
  /** The partitions to write; a single one without values when the table is not partitioned. */
  readonly partitions: readonly PartitionRows[];
  /** Whether the table has other partitions, too. */
  readonly partial: boolean;
}

export interface PartitionRows {
  readonly partition: readonly PartitionValue[];
  readonly rows: number;
}

export interface WrittenFile {
  /** Absolute path. */
  readonly path: string;
  readonly partition: readonly PartitionValue[];
  readonly rows: number;
  readonly bytes: number;
}

/** What decides whether a partition changed: DESIGN calls it row count and two seeded sums of row hashes. */
export interface PartitionFingerprint extends PartitionRows {
  readonly fingerprint: string;
}

/** The files of a source and the columns that it declares. */
export interface SourceReading {
  /** Absolute paths. */
  readonly files: readonly string[];
  readonly columns: readonly Column[];
}

/** A column that tells the file of each row. */
export interface FileNames {
  readonly column: string;
  /** Of each file, in the order of the files. */
  readonly names: readonly string[];
}

/** What a strict reading lets pass, and what it fails at. */
export interface StrictReading extends SourceReading {
  /** A column behind the others. */
  readonly fileNames?: FileNames | undefined;
  /** Records in which every declared key is missing or null. */
  readonly emptyRecords: 'pass' | 'raise';
  readonly sampling?: Sampling | undefined;
  /** Records with keys that are not declared. They are raised only if `canRaiseUndeclaredKeys`, and empty ones are, too. */
  readonly undeclaredKeys: 'pass' | 'raise';
}

/** How many rows each file gave to its readers so far, by its path; undefined when nobody has read, or none can tell. */
export type RowsByFile = () => ReadonlyMap<string, number> | undefined;

/** Why a query that reads a source failed, when it was the source's fault. */
export interface SourceProblem {
  readonly kind: 'bad-record' | 'empty-record' | 'undeclared-key';
  /** Absolute path, when the engine tells. */
  readonly file: string | undefined;
}

/** What a data test found. */
export interface TestFindings {
  /** Undefined when the number of failures is NULL. */
  readonly failures: number | undefined;
  readonly shouldWarn: boolean;
  readonly shouldError: boolean;
}

/** A catalog of its own, in which the relations of SQL are what is put there. It goes when its work is done. */
export interface Sandbox extends Parser {
  /** Puts the rows of a query there, in place of what is there. */
  createTable(relation: Relation, sql: string, onStatement?: OnStatement): Promise<void>;
  /** Puts the rows of a seed's file there. */
  loadSeed(seed: CompiledSeed, onStatement?: OnStatement): Promise<void>;
  query(sql: string): Promise<QueryResult>;
  /** A table of the session itself, for SQL in here. */
  outer(relation: Relation): string;
}

/**
 * An open engine. Relations are what compiled SQL names; the session gives them a meaning. Methods may be called
 * concurrently. After `interrupt()` every running and later call fails.
 */
export interface Session {
  /** Engine name and version; a fingerprint made by another one proves nothing. */
  readonly engineVersion: string;
  /** Turns file lists into Parquet and back, for release documents. */
  readonly fileListCodec: FileListCodec;
  /** Turns ledgers of sources into Parquet and back. */
  readonly ledgerCodec: LedgerCodec;
  /** Makes the files by which other programs see a release as views. */
  readonly catalogCodec: CatalogCodec;
  /** Ends work that a killed build left elsewhere; undefined where the target starts none. */
  readonly jobEnder?: JobEnder | undefined;
  /** Takes queries apart that stand for themselves, without a shadow. */
  readonly parser: Parser;
  /** Seconds during which at least one engine call was outstanding. */
  busySeconds(): number;
  /** An empty shadow of the project, apart from the session's own tables. */
  createShadow(): Promise<SchemaReader>;
  /** The columns of a seed file: declared types, the others inferred from the whole file. */
  seedColumns(seed: CompiledSeed): Promise<readonly Column[]>;
  /**
   * Binds a relation to the records of a source, read strictly; `computed` reads them now, into a table. Bad records
   * show as errors of whoever reads: `sourceProblem` recognizes them. Rows are counted as they are read.
   */
  bindSource(relation: Relation, reading: StrictReading, computed: boolean): Promise<RowsByFile>;
  /** Whether a reading can tell of undeclared keys on the way; else only `findUndeclaredKeys` can. */
  canRaiseUndeclaredKeys(columns: readonly Column[]): boolean;
  sourceProblem(error: unknown): SourceProblem | undefined;
  findUndeclaredKeys(reading: SourceReading): Promise<readonly UndeclaredKey[]>;
  sourceScanner(columns: readonly Column[]): SourceScanner;
  /** Binds a relation to a query. */
  createView(relation: Relation, sql: string, onStatement?: OnStatement): Promise<void>;
  /** Binds a relation to the rows of a query, computed now; gives their number. */
  createTable(relation: Relation, sql: string, onStatement?: OnStatement): Promise<number>;
  /** Binds a relation to the rows of a seed file; gives their number. */
  loadSeed(seed: CompiledSeed, sampling?: Sampling, onStatement?: OnStatement): Promise<number>;
  /** Binds a relation to a table of a release; `computed` reads its rows now, into memory. */
  bindReleased(relation: Relation, table: ReadableTable, computed?: boolean): Promise<void>;
  /** Gets ready to read from where an address leads, which takes a moment where that is S3, unless something had to be installed. */
  reach(address: string): Promise<void>;
  /** Whether what their footers say of columns shows each claim to be true of all rows; no data are read. */
  prove(files: CountedFiles, claims: readonly ColumnClaim[]): Promise<readonly boolean[]>;
  /** Computes what is new of a table. Throws SparkifyError `duplicate-key`. */
  computeIncrement(spec: IncrementSpec, onStatement?: OnStatement): Promise<Increment>;
  drop(relation: Relation): Promise<void>;
  /** Lets go of a relation, whatever it is, so that its name may stand for something else. */
  forget(relation: Relation): Promise<void>;
  fingerprint(spec: TableSpec): Promise<readonly PartitionFingerprint[]>;
  write(spec: WriteSpec): Promise<readonly WrittenFile[]>;
  /** All rows of a table as one Parquet file, partition columns included. */
  compact(spec: TableSpec): Promise<Uint8Array>;
  /** Runs a query that returns a row with a number of failures, whether they are a warning, and whether an error. */
  judge(sql: string): Promise<TestFindings>;
  /** The same of a query whose row holds the findings of several tests, one after the other. */
  judgeAll(sql: string): Promise<readonly TestFindings[]>;
  /** Writes the rows of a query to a Parquet file; what Parquet would change is written as text. */
  writeRows(sql: string, path: string, onStatement?: OnStatement): Promise<void>;
  query(sql: string, limit?: number): Promise<QueryResult>;
  /**
   * Runs a statement that the user wrote for its effect, and gives its rows. Settings and variables hold for all later
   * statements, on whatever connection they run.
   *
   * @throws SparkifyError `bad-sql` for what would not hold: temporary tables, transactions, another default schema
   */
  execute(sql: string, limit?: number): Promise<QueryResult>;
  /** Makes the engine ready to read S3. Throws `no-httpfs`; without `install` it installs nothing. */
  enableS3(install: boolean): Promise<'loaded' | 'installed'>;
  /** Runs `work` where none of the session's own tables are to be seen. */
  withSandbox<T>(work: (sandbox: Sandbox) => Promise<T>): Promise<T>;
  interrupt(): void;
  /** Ends an interruption: what is called from now on runs. */
  resume(): void;
  /** Has work done when the session is closed. */
  atClose(work: () => void): void;
  close(): void;
}
