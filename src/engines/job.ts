import type { TestFindings } from './session.ts';

/**
 * All that a remote engine needs to run a plan, as plain data: statements in its own SQL, what waits for what, and settings.
 * Tasks have the ids of the run's tasks and stand in an order that respects `dependsOn`.
 */
export interface Job {
  /** How many tasks run at once. */
  readonly threads: number;
  readonly failFast: boolean;
  readonly tasks: readonly JobTask[];
}

export type JobTask = JobTaskBase & JobWork;

interface JobTaskBase {
  readonly id: string;
  /** Ids of tasks that come first. */
  readonly dependsOn: readonly string[];
}

export type JobWork = LinesWork | FilesWork | QueryWork | WriteWork | TestWork;

/** Reads raw lines strictly. */
export interface LinesWork {
  readonly kind: 'lines';
  /** The relation to bind. */
  readonly view: string;
  /** Absolute paths or addresses of text files. */
  readonly paths: readonly string[];
  /** Those that the engine cannot read: it asks for copies of them. */
  readonly foreign: readonly string[];
  /** What `sql` calls the relation of lines, with the columns `value` and `file`. */
  readonly lines: string;
  /** The declared columns, whether the line is plain, the keys it has that are not declared, and its file. */
  readonly sql: string;
  /** Whether whoever answers wants to know of keys that are not declared. */
  readonly findsKeys: boolean;
  readonly columns: readonly string[];
  /** The columns and their types as DDL. */
  readonly schema: string;
}

/** Reads Parquet files of known columns. */
export interface FilesWork {
  readonly kind: 'files';
  readonly view: string;
  /** What of them lies below one folder, whose subfolders hold the values of partition columns. */
  readonly groups: readonly { readonly base: string; readonly paths: readonly string[] }[];
  /** Columns and types as DDL. */
  readonly schema: string;
}

/** Gives a query a name. */
export interface QueryWork {
  readonly kind: 'query';
  readonly view: string;
  readonly sql: string;
  /** Whether its rows are computed now and kept, since several tasks read them. */
  readonly computed: boolean;
}

/** Writes the rows of a relation as Parquet. */
export interface WriteWork {
  readonly kind: 'write';
  readonly view: string;
  /** Absolute folder or address, which nobody else writes to. */
  readonly folder: string;
  readonly columns: readonly string[];
  readonly partitionBy: readonly string[];
  readonly sortBy: readonly string[];
  readonly compression: string;
  /** A row for each partition: its values as text, `rows`, and `sums` that tell whether its rows changed. */
  readonly partitionsSql: string;
  /** Partitions that need not be written: JSON of their values as text, with `rows` and `sums`. */
  readonly known: Readonly<Record<string, string>>;
}

/** Judges a data test. */
export interface TestWork {
  readonly kind: 'test';
  /** One row with `failures`, `should_warn`, `should_error`. */
  readonly sql: string;
  /** The failing rows. */
  readonly rowsSql: string;
  /** How many of them are shown. */
  readonly shown: number;
  /** Whether what waits for it is skipped when it fails. */
  readonly gates: boolean;
  /** Tests of one name here read the same table and no other, so they may be judged together. */
  readonly group?: string;
}

/** What a job tells, in the order in which it happens. Times are milliseconds since the epoch. */
export type JobEvent =
  | { readonly type: 'ready'; readonly engine: string }
  | {
      /** The engine lacks classes that the job needs, and does nothing. */
      readonly type: 'lacking';
      readonly engine: string;
      /** The version of Hadoop that it came with. */
      readonly hadoop: string;
      readonly classes: readonly string[];
    }
  | { readonly type: 'started'; readonly task: string; readonly at: number }
  | ({ readonly type: 'ended'; readonly task: string; readonly at: number } & TaskEnd)
  | {
      /**
       * A task cannot read `files`, or met lines in them that are not plain, or met keys that are not declared in other
       * files, and waits for a `JobAnswer` in a file of this name. A task asks once.
       */
      readonly type: 'doubtful';
      readonly task: string;
      /** URIs or paths. */
      readonly files: readonly string[];
      readonly keys: readonly JobKey[];
      readonly answer: string;
    }
  | { readonly type: 'finished' };

/** A key that is not declared, the first file (a URI) that has it, and how many records do. */
export interface JobKey {
  readonly key: string;
  readonly file: string;
  readonly records: number;
}

/** Parquet files to be read in their place, or that nothing can be. */
export type JobAnswer = { readonly copies: readonly string[] } | { readonly stop: true };

export type TaskEnd =
  | { readonly outcome: 'done'; readonly found: TaskFound }
  | { readonly outcome: 'failed'; readonly found: TaskFound }
  | { readonly outcome: 'error'; readonly message: string };

/** What a task found, by its kind. */
export interface TaskFound {
  /** Of lines, files, and computed queries. */
  readonly rows?: number;
  /** Of lines: rows by file (a URI), without files that nothing was asked of or that were doubtful. */
  readonly fileRows?: Readonly<Record<string, number>>;
  /** Of a table that was written. */
  readonly written?: JobTable;
  /** Of a test. */
  readonly findings?: TestFindings;
  readonly sample?: {
    readonly columns: readonly string[];
    readonly rows: readonly (readonly (string | null)[])[];
  };
}

export interface JobTable {
  /** Every partition, one without values when the table is not partitioned. */
  readonly partitions: readonly JobPartition[];
  /** Of a table without partitions: rows by file name. */
  readonly fileRows: Readonly<Record<string, number>>;
}

export interface JobPartition {
  readonly values: readonly (string | null)[];
  readonly rows: number;
  readonly sums: string;
  /** Whether it is one of the known ones. */
  readonly known: boolean;
}
