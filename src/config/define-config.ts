import type { BadRecordPolicy, UndeclaredKeyPolicy } from './config.ts';
import type { GlueCatalogInput } from './define-catalog.ts';
import type { JsonValue } from './json-value.ts';
import type { NotifiedOutcome } from './notifications.ts';
import type { RuleLevel, RuleName } from './rules.ts';
import type { StandardSchema } from './standard-schema.ts';
import type { UploadWay } from './target.ts';

/**
 * The default export of sparkify.config.ts. It only gives the editor types; `loadConfig` validates the value.
 *
 * @example
 *     import { defineConfig, duckdb } from 'sparkify';
 *
 *     export default defineConfig({
 *       name: 'music',
 *       targets: { dev: duckdb({ lake: 'target/lake' }) },
 *       vars: { source_root: 'data/sample' },
 *     });
 */
export function defineConfig<Vars extends object = VarsInput>(config: ConfigInput<Vars>): ConfigInput {
  return config as ConfigInput;
}

/** A target that runs in an embedded DuckDB, in this process. */
export function duckdb(options: DuckDbOptions = {}): DuckDbTargetInput {
  return { type: 'duckdb', ...options };
}

/**
 * A target that runs its models as one job on Spark, which `spark-submit` starts on this machine. A DuckDB in this process
 * checks the project, reads seeds and publishes.
 *
 * @example spark({ master: 'local[4]', lake: 'target/spark-lake' })
 */
export function spark(options: SparkOptions = {}): SparkTargetInput {
  return { type: 'spark', ...options };
}

/**
 * A target that runs its models as one job on Amazon EMR Serverless, in an application that is given or created for each build.
 *
 * @example emrServerless({ lake: 's3://music/lake', role: 'arn:aws:iam::123456789012:role/spark', logUri: 's3://music/logs' })
 */
export function emrServerless(options: EmrServerlessOptions): EmrServerlessTargetInput {
  return { type: 'emr-serverless', ...options };
}

/**
 * A target that runs its models as one job on an Amazon EMR cluster, which is given, or created for each build and terminated
 * after it.
 *
 * @example emr({ lake: 's3://music/lake', instances: { primary: { type: 'm7g.xlarge' }, core: { type: 'r7g.2xlarge', count: 4 } } })
 */
export function emr(options: EmrOptions): EmrTargetInput {
  return { type: 'emr', ...options };
}

/** What sparkify.config.ts may say. An option that is left out, or undefined, has its default. */
export interface ConfigInput<Vars extends object = VarsInput> {
  /** Name of the project, of letters, digits and underscores. It stands in every unique id and in the lake. */
  readonly name: string;
  /** Where builds run and where their lake is. Default: `{ dev: duckdb() }`. */
  readonly targets?: Readonly<Record<string, TargetInput>> | undefined;
  /**
   * The target of a command without `--target`, when the environment variable SPARKIFY_TARGET names none either.
   * Default: `dev`, or the only target there is.
   */
  readonly defaultTarget?: string | undefined;
  /** Values for `var()`. `--vars` overrides them one by one. One that is undefined is not set. Default: none. */
  readonly vars?: { readonly [Name in keyof NoInfer<Vars>]?: NoInfer<Vars>[Name] | undefined } | undefined;
  /**
   * What `vars` and `--vars` together must be: an object schema of zod or of any library with Standard Schema. It may
   * give defaults and convert, and `vars` above has its type. Default: any plain data.
   */
  readonly varsSchema?: StandardSchema<Vars> | undefined;
  /** Folders of SQL and TypeScript models and their properties. Default: `['models']`. */
  readonly modelPaths?: readonly string[] | undefined;
  /** Folders of Jinja and TypeScript macros. Default: `['macros']`. */
  readonly macroPaths?: readonly string[] | undefined;
  /** Folders of CSV seeds and their properties. Default: `['seeds']`. */
  readonly seedPaths?: readonly string[] | undefined;
  /** Folders of snapshots and their properties. Default: `['snapshots']`. */
  readonly snapshotPaths?: readonly string[] | undefined;
  /** Folders of singular data tests. Default: `['tests']`. */
  readonly testPaths?: readonly string[] | undefined;
  /** The folder for everything generated. `sparkify clean` empties it, but never a lake. Default: `'target'`. */
  readonly targetPath?: string | undefined;
  /**
   * The file that `sparkify types` writes, with the types of every table's rows. One that is named here is kept current
   * from the first check on. Default: `'sparkify.types.ts'`, kept current once it is there.
   */
  readonly typesPath?: string | undefined;
  /** Config of models, nested by folder: `{ marts: { materialized: 'external' } }`. Default: none. */
  readonly models?: Readonly<Record<string, JsonValue>> | undefined;
  /** Config of seeds, nested by folder. Default: none. */
  readonly seeds?: Readonly<Record<string, JsonValue>> | undefined;
  /** Config of snapshots, nested by folder. Default: none. */
  readonly snapshots?: Readonly<Record<string, JsonValue>> | undefined;
  /** How strictly raw data are read; a source or one of its tables may say otherwise. */
  readonly sources?: SourceOptions | undefined;
  /** How long superseded releases stay readable, and what else lies in the lake. */
  readonly releases?: ReleaseOptions | undefined;
  /**
   * Whether `build`, `run` and `seed` take over from the last release what would come out the same. Default: `false`, as in
   * dbt, where every run computes what it is asked for.
   */
  readonly reuse?: boolean | undefined;
  /** Whom to tell how runs end: summaries are posted to webhooks. Default: nobody. */
  readonly notifications?: readonly NotificationOptions[] | undefined;
  /**
   * SQL that runs before every build, run, test and seed, as a template. What it defines (macros, types, variables)
   * `check` knows too. Default: none.
   */
  readonly onRunStart?: string | readonly string[] | undefined;
  /** SQL that runs after all models and tests, whatever became of them; `results` tells that. Default: none. */
  readonly onRunEnd?: string | readonly string[] | undefined;
  /** What `sparkify check` warns of, by the name of the rule. Default: `'warn'` for each. */
  readonly rules?: Readonly<Partial<Record<RuleName, RuleLevel | undefined>>> | undefined;
}

/** Variables of a config without a schema. */
export type VarsInput = Readonly<Record<string, JsonValue | undefined>>;

export interface NotificationOptions {
  /** The address to post to, best out of an environment variable. One that is empty or undefined is left out. */
  readonly webhook?: string | undefined;
  /** After which runs. Default: `['failure']`. */
  readonly on?: readonly NotifiedOutcome[] | undefined;
  /** After runs on these targets only. Default: all. */
  readonly targets?: readonly string[] | undefined;
}

export interface SourceOptions {
  /** About a record that is malformed or does not fit its declared types. Default: `'fail'`. */
  readonly onBadRecord?: BadRecordPolicy | undefined;
  /** About keys that a source does not declare. Default: `'warn'`. */
  readonly undeclaredKeys?: UndeclaredKeyPolicy | undefined;
}

export interface ReleaseOptions {
  /** How many superseded releases stay readable at least. Default: 2. */
  readonly keep?: number | undefined;
  /** For how many hours a superseded release stays readable at least. Default: 24. */
  readonly keepHours?: number | undefined;
  /** Whether `<lake>/<table>/` holds a copy of the current release for whoever globs. Default: true. */
  readonly plainCopy?: boolean | undefined;
  /** Whether `_sparkify/catalog.duckdb` holds views of the current release for whoever attaches it. Default: true. */
  readonly catalog?: boolean | undefined;
  /** After how many hours without a sign of life an unfinished build is cleared away. Default: 24. */
  readonly recoverAfterHours?: number | undefined;
}

export interface LakeOptions {
  /** Where the lake is: a folder, relative to the project or absolute, or `s3://bucket/prefix`. Default: `<targetPath>/lake`. */
  readonly lake?: string | undefined;
  /** Where the tables of a lake on S3 are registered for Athena and others: `glue({ database })`. Default: nowhere. */
  readonly catalog?: GlueCatalogInput | undefined;
  /** How S3 is reached, for the lake and for sources. Default: as AWS's own tools do, by environment and profile. */
  readonly s3?: S3Options | undefined;
  /** DuckDB's extension for S3 in closed networks: the folder of installed ones, a mirror of DuckDB's repository. */
  readonly extensions?:
    | { readonly folder?: string | undefined; readonly repository?: string | undefined }
    | undefined;
  /**
   * How files get to a lake on S3: `'disk'` writes them whole to the local disk first, `'stream'` writes Parquet straight to
   * the lake, `'auto'` does so where the disk runs short. Default: `'auto'`.
   */
  readonly upload?: UploadWay | undefined;
  /** Whether `build`, `run` and `seed` publish only what an approved plan says: see `build --plan`. Default: false. */
  readonly requirePlan?: boolean | undefined;
  /** How many models run at once; `--threads` overrides it. Default: the number of cores, from 2 to 4. */
  readonly threads?: number | undefined;
  /** How much memory DuckDB may take before it spills to disk, e.g. `'4GB'`. Default: 80 % of the machine's. */
  readonly memoryLimit?: string | undefined;
}

export interface DuckDbOptions extends LakeOptions {
  /** A database file, relative to the project, or `':memory:'`. Default: `':memory:'`. */
  readonly database?: string | undefined;
}

export interface SparkOptions extends LakeOptions {
  /** Spark's master URL. Default: `'local[*]'`. */
  readonly master?: string | undefined;
  /** The `spark-submit` to start it with. Default: that of SPARK_HOME, else the one on the PATH. */
  readonly submit?: string | undefined;
  /** Settings of Spark, e.g. `{ 'spark.driver.memory': '4g' }`. Those that make results equal cannot be changed. */
  readonly conf?: Readonly<Record<string, string>> | undefined;
}

interface AmazonOptions extends LakeOptions {
  /** A place on S3: `s3://bucket/prefix`. */
  readonly lake: string;
  /** Region of EMR. Default: that of `s3`, else AWS_REGION, else that of the profile. */
  readonly region?: string | undefined;
  /** Release label of what is created, with Spark 4. Default: `'emr-spark-8.0.0'`. */
  readonly release?: string | undefined;
  /** Where Spark's logs go: `s3://bucket/prefix`. Default: nowhere that a build could read them. */
  readonly logUri?: string | undefined;
  /** Tags of what is created, besides those by which `sparkify clusters` finds it. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** Settings of Spark, e.g. `{ 'spark.executor.memory': '8g' }`. Those that make results equal cannot be changed. */
  readonly conf?: Readonly<Record<string, string>> | undefined;
  /** Minutes with nothing to do after which what was created ends by itself. Default: 15. */
  readonly idleMinutes?: number | undefined;
  /** Minutes after which a job ends by itself. Default: 720. */
  readonly timeoutMinutes?: number | undefined;
  /** Ids of subnets. Default: AWS's own choice. */
  readonly subnets?: readonly string[] | undefined;
}

export interface EmrServerlessOptions extends AmazonOptions {
  /** Id of an application. Default: each build creates one, and deletes it. */
  readonly application?: string | undefined;
  /** ARN of the role that the job has: it reads the sources, and reads and writes the lake. */
  readonly role: string;
  /** The most that an application takes that is created: `{ cpu: '64 vCPU', memory: '256 GB' }`. Default: the account's quota. */
  readonly maximum?: { readonly cpu: string; readonly memory: string; readonly disk?: string } | undefined;
  /** Ids of security groups, with `subnets`. */
  readonly securityGroups?: readonly string[] | undefined;
}

export interface EmrOptions extends AmazonOptions {
  /** Id of a cluster. Default: each build creates one, and terminates it. */
  readonly cluster?: string | undefined;
  /** Role of EMR. Default: `'EMR_DefaultRole'`. */
  readonly serviceRole?: string | undefined;
  /** Instance profile of the machines: it reads the sources, and reads and writes the lake. Default: `'EMR_EC2_DefaultRole'`. */
  readonly instanceProfile?: string | undefined;
  /** The machines of a cluster that is created, as fleets or as groups. Default: one m7g.xlarge and two r7g.xlarge. */
  readonly instances?: EmrInstancesOptions | undefined;
}

export interface EmrInstancesOptions {
  readonly primary: EmrMachines;
  readonly core?: EmrMachines | undefined;
  readonly task?: EmrMachines | undefined;
}

/** A fleet of several types, or a group of one. Default: one machine, on demand. */
export type EmrMachines =
  | { readonly types: readonly string[]; readonly onDemand?: number; readonly spot?: number }
  | { readonly type: string; readonly count?: number; readonly spot?: boolean };

/** Nothing here is a secret: credentials come from AWS's own providers. */
export interface S3AccessOptions {
  /** Region of the buckets. Default: AWS_REGION, else that of the profile, else found by asking. */
  readonly region?: string | undefined;
  /** Another S3 store, e.g. `'https://storage.example.com'`. Default: AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL or the profile's. */
  readonly endpoint?: string | undefined;
  /** Whether the bucket stands in the path instead of the host. Default: where the endpoint is an address or a name without dots. */
  readonly pathStyle?: boolean | undefined;
  /** A profile of `~/.aws/config`, single sign-on included. Default: AWS_PROFILE. */
  readonly profile?: string | undefined;
  /** A role to assume, with the credentials that would be used otherwise. */
  readonly role?: { readonly arn: string; readonly externalId?: string | undefined } | undefined;
  /** Reads public buckets without credentials. Default: false. */
  readonly anonymous?: boolean | undefined;
  /** Whether this account pays for requests to buckets that ask for it. Default: false. */
  readonly requesterPays?: boolean | undefined;
  /** Id or ARN of a KMS key that new objects are encrypted with. Default: what the bucket says. */
  readonly kmsKey?: string | undefined;
  /** A file of certificates of authorities to trust, relative to the project. Default: AWS_CA_BUNDLE. */
  readonly caFile?: string | undefined;
  /** Seconds that a request may go unanswered before it is sent again. Default: 20. */
  readonly timeout?: number | undefined;
}

export interface S3Options extends S3AccessOptions {
  /** How much of the disk the small objects of sources may take below the target folder; `'0B'` keeps none. Default: `'4GiB'`. */
  readonly cacheSize?: string | undefined;
  /** What is different for some buckets, by their names. */
  readonly buckets?: Readonly<Record<string, S3AccessOptions>> | undefined;
}

/** What `duckdb()` returns. */
export interface DuckDbTargetInput extends DuckDbOptions {
  readonly type: 'duckdb';
}

/** What `spark()` returns. */
export interface SparkTargetInput extends SparkOptions {
  readonly type: 'spark';
}

/** What `emrServerless()` returns. */
export interface EmrServerlessTargetInput extends EmrServerlessOptions {
  readonly type: 'emr-serverless';
}

/** What `emr()` returns. */
export interface EmrTargetInput extends EmrOptions {
  readonly type: 'emr';
}

export type TargetInput = DuckDbTargetInput | SparkTargetInput | EmrServerlessTargetInput | EmrTargetInput;
