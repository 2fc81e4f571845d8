import type { GlueCatalog } from './glue-catalog.ts';
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
  /** What shows the tables of the lake besides it; undefined: nothing. */
  readonly catalog: GlueCatalog | undefined;
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

/** What is common to Spark on Amazon EMR. */
interface AmazonTarget extends LakeTarget {
  /** Undefined: as AWS's own tools find it. */
  readonly region: string | undefined;
  /** The release label of what is created, e.g. `emr-spark-8.0.0`. */
  readonly release: string;
  /** `s3://bucket/prefix` for the logs of Spark, without a slash at its end. */
  readonly logUri: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  /** Settings of Spark, by their names. */
  readonly conf: Readonly<Record<string, string>>;
  /** After so long with nothing to do, what was created ends by itself. */
  readonly idleMinutes: number;
  /** After so long a job ends by itself. */
  readonly timeoutMinutes: number;
  readonly subnets: readonly string[] | undefined;
}

/** A job on EMR Serverless. */
export interface EmrServerlessTarget extends AmazonTarget {
  readonly type: 'emr-serverless';
  /** Id of an application; undefined creates one for each build. */
  readonly application: string | undefined;
  /** ARN of the role that the job has. */
  readonly role: string;
  /** The most that an application that is created takes. */
  readonly maximum: { readonly cpu: string; readonly memory: string; readonly disk?: string } | undefined;
  readonly securityGroups: readonly string[] | undefined;
}

/** A step on an EMR cluster. */
export interface EmrTarget extends AmazonTarget {
  readonly type: 'emr';
  /** Id of a cluster; undefined creates one for each build. */
  readonly cluster: string | undefined;
  readonly serviceRole: string;
  readonly instanceProfile: string;
  readonly instances: EmrInstances;
}

/** The machines of a cluster that is created. */
export interface EmrInstances {
  readonly primary: EmrFleet | EmrGroup;
  readonly core?: EmrFleet | EmrGroup | undefined;
  readonly task?: EmrFleet | EmrGroup | undefined;
}

/** Machines of whichever of these types can be had. */
export interface EmrFleet {
  readonly types: readonly string[];
  readonly onDemand: number;
  readonly spot: number;
}

/** Machines of one type. */
export interface EmrGroup {
  readonly type: string;
  readonly count: number;
  /** Whether they are bought on the spot market, and may be taken away. */
  readonly spot: boolean;
}

/** Targets whose models a job on Spark runs. */
type JobTarget = SparkTarget | EmrServerlessTarget | EmrTarget;

export type Target = DuckDbTarget | JobTarget;

/** Whether its jobs run on Amazon EMR. */
export function isAmazon(target: Target): target is EmrTarget | EmrServerlessTarget {
  return target.type === 'emr' || target.type === 'emr-serverless';
}
