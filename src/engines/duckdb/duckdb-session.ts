import { type DuckDBInstance, version } from '@duckdb/node-api';
import type { Parser, SchemaReader } from '../../check/schema-reader.ts';
import type { Column } from '../../columns/column.ts';
import { quoteIdentifier } from '../../columns/quote.ts';
import { type Relation, renderRelation } from '../../columns/relation.ts';
import type { ColumnClaim, CompiledSeed } from '../../compile/node.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import type { CatalogCodec, FileListCodec, LedgerCodec } from '../../release/documents.ts';
import type { SourceScanner } from '../../source/scan-files.ts';
import type { UndeclaredKey } from '../../source/undeclared-keys.ts';
import type {
  CountedFiles,
  Increment,
  IncrementSpec,
  OnStatement,
  PartitionFingerprint,
  QueryResult,
  ReadableTable,
  RowsByFile,
  Sampling,
  Sandbox,
  Session,
  SourceProblem,
  SourceReading,
  StrictReading,
  TableSpec,
  TestFindings,
  WriteSpec,
  WrittenFile,
} from '../session.ts';
import { BusyClock } from './busy-clock.ts';
import { createCatalogCodec } from './catalog-codec.ts';
import { compactRows } from './compact-rows.ts';
import { ConnectionPool } from './connection-pool.ts';
import { copyRows } from './copy-rows.ts';
import { createInstance, type SessionOptions } from './create-instance.ts';
import { createFileListCodec } from './file-list-codec.ts';
import { findUndeclaredKeys } from './find-undeclared-keys.ts';
import { fingerprint } from './fingerprint.ts';
import { computeIncrement } from './increment.ts';
import { isFlat, KeysFiles } from './keys-file.ts';
import { createLedgerCodec } from './ledger-codec.ts';
import { parseFindings } from './parse-findings.ts';
import { proveClaims } from './prove-claims.ts';
import { readReleasedSql } from './read-released-sql.ts';
import { RowCounter } from './row-counter.ts';
import { S3Access } from './s3-access.ts';
import { sampledSql } from './sampled-sql.ts';
import { withSandbox } from './sandbox.ts';
import { createDuckDbSchemaReader } from './schema-reader.ts';
import { explainSeedError } from './seed-error.ts';
import { checkSeedHeader } from './seed-header.ts';
import { seedSql } from './seed-sql.ts';
import { parseSourceReadError } from './source-read-error.ts';
import { createSourceScanner } from './source-scanner.ts';
import { statementScope } from './statement-scope.ts';
import { strictReadSql } from './strict-read-sql.ts';
import { createParser } from './syntax-trees.ts';
import { writeFiles } from './write-files.ts';

/** Opens DuckDB inside this process. Extensions are never installed or loaded by themselves, unsigned ones never. */
export async function openDuckDbSession(options: SessionOptions): Promise<Session> {
  const clock = new BusyClock();
  const instance = await clock.during(() => createInstance(options));
  const pool = new ConnectionPool(instance, clock);
  await pool.run(`SET GLOBAL TimeZone = 'UTC'`);
  const { s3: settings, extensions } = options.target;
  const s3 = new S3Access({ run: (sql, values) => pool.runBare(sql, values), settings, extensions });
  pool.guardBy(s3);
  return new DuckDbSession({ instance, pool, clock, s3, projectDir: options.projectDir });
}

interface SessionParts {
  readonly instance: DuckDBInstance;
  readonly pool: ConnectionPool;
  readonly clock: BusyClock;
  readonly s3: S3Access;
  readonly projectDir: string;
}

class DuckDbSession implements Session {
  readonly engineVersion = `duckdb ${version()}`;
  readonly fileListCodec: FileListCodec;
  readonly ledgerCodec: LedgerCodec;
  readonly compact: Session['compact'];
  readonly catalogCodec: CatalogCodec = createCatalogCodec();
  readonly parser: Parser;
  readonly #instance: DuckDBInstance;
  readonly #pool: ConnectionPool;
  readonly #clock: BusyClock;
  readonly #s3: S3Access;
  readonly #projectDir: string;
  readonly #keysFiles = new KeysFiles();
  readonly #rowCounter: RowCounter;
  readonly #schemas = new Map<string, Promise<number>>();
  /** What of tables that grow is held, by their relations. */
  readonly #parts = new Map<string, Relation>();
  readonly #atClose = [() => this.#keysFiles.remove(), () => this.#s3.close()];

  constructor({ instance, pool, clock, s3, projectDir }: SessionParts) {
    this.#instance = instance;
    this.#pool = pool;
    this.#clock = clock;
    this.#s3 = s3;
    this.#projectDir = projectDir;
    this.fileListCodec = createFileListCodec(pool);
    this.ledgerCodec = createLedgerCodec(pool);
    this.parser = createParser(pool);
    this.compact = spec => compactRows(pool, spec);
    this.#rowCounter = new RowCounter(pool);
  }

  busySeconds = (): number => this.#clock.seconds();

  async createShadow(): Promise<SchemaReader> {
    const connect = () => this.#instance.connect();
    return this.#clock.during(async () => createDuckDbSchemaReader([await connect(), await connect()]));
  }

  async seedColumns(seed: CompiledSeed): Promise<readonly Column[]> {
    checkSeedHeader(seed, this.#projectDir);
    const { rows } = await this.#reading(seed, () =>
      this.#pool.query(`DESCRIBE ${seedSql(seed, this.#projectDir)}`),
    );
    return rows.map(([name, type]) => ({ name: String(name), type: String(type) }));
  }

  async bindSource(
    relation: Relation,
    { files, columns, emptyRecords, undeclaredKeys, sampling, fileNames }: StrictReading,
    computed: boolean,
  ): Promise<RowsByFile> {
    await this.#s3.prepare(files);
    const keysFile = undeclaredKeys === 'raise' ? this.#keysFiles.of(columns) : undefined;
    const { countSql, rows } = await this.#rowCounter.begin(files, columns);
    const reading = { files, columns, emptyRecords, keysFile, countSql, fileNames };
    const sql = sampledSql(strictReadSql(reading), sampling);
    await this.#create(computed ? 'TABLE' : 'VIEW', relation, sql);
    return rows;
  }

  sourceProblem(error: unknown): SourceProblem | undefined {
    const problem = error instanceof Error ? parseSourceReadError(error.message) : undefined;
    if (problem === undefined) return undefined;
    return { kind: problem.kind === 'malformed' ? 'bad-record' : problem.kind, file: problem.file };
  }

  canRaiseUndeclaredKeys(columns: readonly Column[]): boolean {
    return isFlat(columns);
  }

  async findUndeclaredKeys(reading: SourceReading): Promise<readonly UndeclaredKey[]> {
    await this.#s3.prepare(reading.files);
    return findUndeclaredKeys(this.#pool, reading);
  }

  sourceScanner(columns: readonly Column[]): SourceScanner {
    const query = async (sql: string) => (await this.#pool.query(sql)).rows;
    return createSourceScanner(query, columns, files => this.#s3.prepare(files));
  }

  async createView(relation: Relation, sql: string, onStatement?: OnStatement): Promise<void> {
    await this.#create('VIEW', relation, sql, onStatement);
  }

  createTable(relation: Relation, sql: string, onStatement?: OnStatement): Promise<number> {
    return this.#create('TABLE', relation, sql, onStatement);
  }

  loadSeed(seed: CompiledSeed, sampling?: Sampling, onStatement?: OnStatement): Promise<number> {
    const sql = sampledSql(seedSql(seed, this.#projectDir), sampling);
    return this.#reading(seed, () => this.createTable(seed.relation, sql, onStatement));
  }

  async bindReleased(relation: Relation, table: ReadableTable, computed = false): Promise<void> {
    await this.#s3.prepare(table.files.map(file => file.path));
    const sql = sampledSql(readReleasedSql(table), table.sampling);
    await this.#create(computed ? 'TABLE' : 'VIEW', relation, sql);
  }

  reach = (address: string): Promise<void> => this.#s3.reach(address);

  async prove(files: CountedFiles, claims: readonly ColumnClaim[]): Promise<readonly boolean[]> {
    await this.#s3.prepare(files.files.map(file => file.path));
    return proveClaims(sql => this.#pool.query(sql), files, claims);
  }

  async computeIncrement(spec: IncrementSpec, onStatement?: OnStatement): Promise<Increment> {
    const create = this.#create.bind(this);
    const increment = await computeIncrement(this.#pool, create, spec, onStatement);
    this.#parts.set(renderRelation(spec.relation), increment.part);
    return increment;
  }

  async drop(relation: Relation): Promise<void> {
    const part = this.#parts.get(renderRelation(relation));
    if (part !== undefined) await this.#pool.run(`DROP VIEW IF EXISTS ${renderRelation(relation)}`);
    await this.#pool.run(`DROP TABLE IF EXISTS ${renderRelation(part ?? relation)}`);
  }

  async forget(relation: Relation): Promise<void> {
    // DuckDB refuses to drop a view as a table, and the other way round.
    for (const what of ['VIEW', 'TABLE'])
      await this.#pool.run(`DROP ${what} IF EXISTS ${renderRelation(relation)}`).catch(() => undefined);
    const part = this.#parts.get(renderRelation(relation));
    if (part !== undefined) await this.#pool.run(`DROP TABLE IF EXISTS ${renderRelation(part)}`);
    this.#parts.delete(renderRelation(relation));
  }

  fingerprint(spec: TableSpec): Promise<readonly PartitionFingerprint[]> {
    return fingerprint(this.#pool, spec, this.engineVersion);
  }

  write(spec: WriteSpec): Promise<readonly WrittenFile[]> {
    return writeFiles(this.#pool, spec);
  }

  async judge(sql: string): Promise<TestFindings> {
    return (await this.judgeAll(sql))[0]!;
  }

  async judgeAll(sql: string): Promise<readonly TestFindings[]> {
    const { rows } = await this.#pool.query(sql);
    return parseFindings(rows[0]!);
  }

  writeRows(sql: string, path: string, onStatement?: OnStatement): Promise<void> {
    return copyRows(this.#pool, sql, path, onStatement);
  }

  query = (sql: string, limit?: number): Promise<QueryResult> => this.#pool.query(sql, limit);

  withSandbox<T>(work: (sandbox: Sandbox) => Promise<T>): Promise<T> {
    return this.#pool.alone(connection =>
      withSandbox(connection, sandbox => {
        const loadSeed: Sandbox['loadSeed'] = (seed, onStatement) => {
          const sql = seedSql(seed, this.#projectDir);
          return this.#reading(seed, () => sandbox.createTable(seed.relation, sql, onStatement));
        };
        return work({ ...sandbox, loadSeed });
      }),
    );
  }

  async execute(sql: string, limit?: number): Promise<QueryResult> {
    const scope = statementScope(sql);
    return scope === 'connection' ? this.#pool.runOnAll(sql) : this.#pool.query(sql, limit);
  }

  resume = (): void => this.#pool.resume();

  enableS3(install: boolean): Promise<'loaded' | 'installed'> {
    return this.#s3.load(install);
  }

  interrupt = (): void => this.#pool.interrupt();

  atClose(work: () => void): void {
    this.#atClose.push(work);
  }

  close(): void {
    this.#pool.close();
    this.#instance.closeSync();
    for (const work of this.#atClose) work();
  }

  async #reading<T>(seed: CompiledSeed, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof SparkifyError) || error.code !== 'query-failed') throw error;
      const rowsOf = async (sql: string) => (await this.#pool.query(sql)).rows;
      throw await explainSeedError(seed, this.#projectDir, error, rowsOf);
    }
  }

  async #create(
    what: 'TABLE' | 'VIEW',
    relation: Relation,
    sql: string,
    onStatement?: OnStatement,
  ): Promise<number> {
    await this.#schema(relation);
    const statement = `CREATE OR REPLACE ${what} ${renderRelation(relation)} AS ${sql}`;
    onStatement?.(statement);
    return this.#pool.run(statement);
  }

  async #schema(relation: Relation): Promise<void> {
    if (relation.schema === 'main') return;
    const created =
      this.#schemas.get(relation.schema) ??
      this.#pool.run(`CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(relation.schema)}`);
    this.#schemas.set(relation.schema, created);
    await created;
  }
}
