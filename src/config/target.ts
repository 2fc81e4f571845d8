import type { S3Settings } from './s3-settings.ts';

/** Where DuckDB's extensions come from, and where they are kept. */
export interface ExtensionSettings {
  /** Absolute. Undefined leaves DuckDB's own, below the home folder. */
  readonly folder: string | undefined;
  /** Address or folder of a mirror of DuckDB's repository. */
  readonly repository: string | undefined;
}

/**
 * `disk`: a file is written whole to the local disk first. `stream`: it goes straight to the lake. `auto`: by way of the
 * disk as long as there is room.
 */
export type UploadWay = 'auto' | 'disk' | 'stream';

/** What every target has: a lake, and a DuckDB that checks the project and reads the lake. */
export interface LakeTarget {
  readonly name: string;
  /** A folder, absolute, or `s3://bucket/prefix`. */
  readonly lake: string;
  readonly s3: S3Settings;
  readonly extensions: ExtensionSettings;
  /** How files get to a lake on S3. */
  readonly upload: UploadWay;
  /** Whether only builds by an approved plan may publish. */
  readonly requirePlan: boolean;
  /** How many nodes run at once. */
  readonly threads: number;
  /** DuckDB's own `memory_limit`, e.g. `4GB`; undefined leaves DuckDB's default of 80 % of the machine. */
  readonly memoryLimit: string | undefined;
}

/** DuckDB inside this process: the default. */
export interface DuckDbTarget extends LakeTarget {
  readonly type: 'duckdb';
  /** A DuckDB database file relative to the project, or `:memory:`. */
  readonly database: string;
}

/** A Spark on this machine, or one that this machine submits to. */
export interface SparkTarget extends LakeTarget {
  readonly type: 'spark';
  /** What Spark calls the master URL, e.g. `local[*]`. */
  readonly master: string;
  /** Path of `spark-submit`, or its name on the PATH. */
  readonly submit: string;
  /** Settings of Spark, by their names. */
  readonly conf: Readonly<Record<string, string>>;
}

export type Target = DuckDbTarget | SparkTarget;
