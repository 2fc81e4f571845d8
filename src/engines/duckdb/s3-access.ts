import { availableParallelism } from 'node:os';
import { quoteIdentifier, quoteLiteral } from '../../columns/quote.ts';
import { parseS3Address } from '../../config/s3-address.ts';
import type { S3Settings } from '../../config/s3-settings.ts';
import type { ExtensionSettings } from '../../config/target.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import type { S3Identity } from '../../storage/s3/credentials.ts';
import type { S3Client, S3Place } from '../../storage/s3/s3-client.ts';
import { s3ClientFor } from '../../storage/s3/s3-clients.ts';
import { CaBundle } from './ca-bundle.ts';
import type { StatementGuard } from './connection-pool.ts';
import { loadHttpfs } from './httpfs.ts';

/** Runs a statement with parameters, without asking the guard. */
type Run = (sql: string, parameters?: readonly string[]) => Promise<unknown>;

interface Options {
  readonly run: Run;
  readonly settings: S3Settings;
  readonly extensions: ExtensionSettings;
}

/** What DuckDB was told of a bucket. */
interface KnownBucket {
  readonly client: S3Client;
  identity: S3Identity | undefined;
}

/**
 * Lets DuckDB read from S3. httpfs is loaded, and a bucket's credentials are handed over, when the first file of it is
 * to be read. DuckDB keeps a key for as long as a statement runs, so keys are renewed before each statement that they
 * might not outlive. They travel as parameters, never in the text of a statement.
 */
export class S3Access implements StatementGuard {
  readonly #options: Options;
  /** By name. One that could not be opened is tried again when it is asked for again. */
  readonly #opening = new Map<string, Promise<void>>();
  readonly #known: KnownBucket[] = [];
  readonly #bundle: CaBundle;
  #isWidened = false;
  #loading: Promise<unknown> | undefined;
  /** A first try that installs nothing. */
  #reaching: Promise<unknown> | undefined;

  constructor(options: Options) {
    this.#options = options;
    this.#bundle = new CaBundle(options.settings);
  }

  /** To be called with whatever a statement will read; local paths are no concern of it. */
  async prepare(paths: readonly string[]): Promise<void> {
    const buckets = new Set(
      paths.map(path => parseS3Address(path)?.bucket).filter(name => name !== undefined),
    );
    if (buckets.size === 0) return;
    await this.#reaching?.catch(() => undefined);
    this.#loading ??= this.load();
    await this.#loading;
    for (const bucket of buckets) await this.#openOnce(bucket);
    if (paths.length > manyFiles) await this.#widen();
  }

  /** The same ahead of time. What fails is tried again when it is needed, and what is not installed is installed only then. */
  async reach(address: string): Promise<void> {
    const bucket = parseS3Address(address)?.bucket;
    if (bucket === undefined) return;
    this.#reaching ??= this.#loading ?? this.load(false);
    await this.#reaching;
    this.#loading ??= this.#reaching;
    await this.#openOnce(bucket);
  }

  async #openOnce(bucket: string): Promise<void> {
    const opening = this.#opening.get(bucket) ?? this.#open(bucket);
    this.#opening.set(bucket, opening);
    await opening.catch(error => {
      this.#opening.delete(bucket);
      throw error;
    });
  }

  /** Renews what would not outlive the next statement. */
  async before(): Promise<void> {
    for (const known of this.#known) {
      const place = await known.client.place();
      if (place.identity !== known.identity) await this.#tell(known, place);
    }
  }

  /** Whether credentials were renewed after an error that says that they had expired. */
  async mends(error: unknown): Promise<boolean> {
    if (this.#known.length === 0 || !(error instanceof Error)) return false;
    if (!/ExpiredToken|TokenRefreshRequired|token.*expired/i.test(error.message)) return false;
    for (const known of this.#known) known.client.reject(known.identity);
    // What was rejected is forgotten in a turn of its own.
    await new Promise(setImmediate);
    await this.before();
    return true;
  }

  /** Loads httpfs. Throws `no-httpfs`, `bad-ca-file`. */
  async load(install = true): Promise<'loaded' | 'installed'> {
    const { run, extensions } = this.#options;
    const found = await loadHttpfs(run, { ...extensions, install });
    for (const setting of settings) await run(`SET GLOBAL ${setting}`);
    await run(`SET GLOBAL ca_cert_file = ${quoteLiteral(this.#bundle.write())}`);
    return found;
  }

  close(): void {
    this.#bundle.remove();
  }

  /** A thread has one request on its way. So many have all cores busy with them, and are no burden otherwise. */
  async #widen(): Promise<void> {
    if (this.#isWidened) return;
    this.#isWidened = true;
    await this.#options.run(`SET GLOBAL threads = ${Math.max(threadsForMany, availableParallelism())}`);
  }

  async #open(bucket: string): Promise<void> {
    const client = s3ClientFor(this.#options.settings, bucket);
    await client.locate();
    const place = await client.place();
    const known = { client, identity: place.identity };
    await this.#tell(known, place);
    this.#known.push(known);
  }

  async #tell(known: KnownBucket, place: S3Place): Promise<void> {
    const { bucket, access } = known.client;
    const given = Object.entries({
      KEY_ID: place.identity?.accessKeyId ?? '',
      SECRET: place.identity?.secretAccessKey ?? '',
      SESSION_TOKEN: place.identity?.sessionToken,
      REGION: place.region,
      ENDPOINT: place.endpoint.custom ? place.endpoint.host : undefined,
      URL_STYLE: place.endpoint.pathStyle ? 'path' : 'vhost',
      USE_SSL: String(place.endpoint.secure),
      REQUESTER_PAYS: access.requesterPays ? 'true' : undefined,
      SCOPE: `s3://${bucket}/`,
    }).filter((option): option is [string, string] => option[1] !== undefined);
    const options = given.map(([name], index) => `${name} $${index + 1}`).join(', ');
    const name = quoteIdentifier(`sparkify_${bucket}`);
    const sql = `CREATE OR REPLACE TEMPORARY SECRET ${name} (TYPE s3, PROVIDER config, ${options})`;
    const values = given.map(([, value]) => value);
    await this.#options.run(sql, values).catch(() => {
      // DuckDB's own words may repeat what it was given.
      throw new SparkifyError('no-credentials', `DuckDB did not take the credentials for s3://${bucket}.`, {
        hint: 'Check `s3` of the target in sparkify.config.ts.',
      });
    });
    known.identity = place.identity;
  }
}

/**
 * 13,586 files of 600 bytes behind 30 ms a request took 25 s with 64 threads on two cores; with two threads their 27,000
 * requests take 400 s (DuckDB 1.5.5).
 */
const threadsForMany = 64;
const manyFiles = 100;

/**
 * The defaults give up after half a second of SlowDown, and open a connection for every file. DuckDB asks again after any
 * answer that is no success, so an expired token or a refusal shows only after the eight seconds that SlowDown needs:
 * no setting tells them apart (DuckDB 1.5.5).
 */
const settings: readonly string[] = [
  'http_retries = 10',
  'http_retry_backoff = 1.5',
  'httpfs_connection_caching = true',
  // Two clients, and each has its own.
  'enable_server_cert_verification = true',
  'enable_curl_server_cert_verification = true',
];
