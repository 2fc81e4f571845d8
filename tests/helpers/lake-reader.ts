import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DuckDBConnection, quotedIdentifier, quotedString } from '@duckdb/node-api';

/** What a reader needs of `_sparkify/releases/<id>.json`. Written out here: a reader depends on no code of ours. */
export interface ReadRelease {
  readonly release: string;
  readonly parent: string | null;
  readonly command: string;
  readonly tested: boolean;
  readonly rolledBackTo: string | null;
  readonly tables: readonly ReadTable[];
  readonly sources: readonly { readonly name: string; readonly version: string; readonly ledger: string }[];
  readonly state?: { readonly version: string; readonly document: string; readonly digest: string };
  readonly kept: readonly { readonly release: string }[];
}

export interface ReadTable {
  readonly name: string;
  readonly version: string;
  readonly fileList: string;
  readonly format: 'parquet' | 'csv' | 'json';
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly partitionColumns: readonly string[];
  readonly rows: number;
  readonly files: number;
}

/** The release that a lake's pointer names; undefined when there is none yet. */
export function currentRelease(lake: string): ReadRelease | undefined {
  const pointer = readJson(lake, '_sparkify/current.json') as { release: string | null };
  return pointer.release === null ? undefined : readRelease(lake, pointer.release);
}

export function readRelease(lake: string, id: string): ReadRelease {
  return readJson(lake, `_sparkify/releases/${id}.json`) as ReadRelease;
}

/** A table of the current release. */
export function currentTable(lake: string, name: string): ReadTable {
  const table = currentRelease(lake)?.tables.find(candidate => candidate.name === name);
  if (table === undefined) throw new Error(`the current release of ${lake} has no table ${name}`);
  return table;
}

/** Keys of the data files of a table, relative to the lake, sorted. */
export async function dataFiles(
  connection: DuckDBConnection,
  lake: string,
  table: ReadTable,
): Promise<readonly string[]> {
  const list = quotedString(join(lake, table.fileList));
  return (await rowsOf(connection, `SELECT path FROM read_parquet(${list}) ORDER BY path`)).map(([path]) =>
    String(path),
  );
}

/** A query for the rows of a Parquet table as the pointer leads to them. */
export async function pointerSql(
  connection: DuckDBConnection,
  lake: string,
  table: ReadTable,
): Promise<string> {
  const files = await dataFiles(connection, lake, table);
  return parquetSql(
    files.map(file => join(lake, file)),
    table,
  );
}

/** A query for the rows of a Parquet table as the plain copy holds them, for whoever globs. */
export function plainSql(lake: string, table: ReadTable): string {
  return parquetSql([join(lake, table.name, '**/*.parquet')], table);
}

/** Rows of a query as DuckDB prints them in JSON. */
export async function rowsOf(connection: DuckDBConnection, sql: string): Promise<readonly unknown[][]> {
  return (await connection.runAndReadAll(sql)).getRowsJson();
}

/** Number of rows and a sum of hashes, the same for the same rows in any order. */
export async function checksum(connection: DuckDBConnection, sql: string): Promise<string> {
  const [row] = await rowsOf(
    connection,
    `SELECT count(*), coalesce(sum(hash(row_)::HUGEINT), 0)::VARCHAR FROM (${sql}) AS row_`,
  );
  return row!.join(' ');
}

/** How many rows are in one of two queries and not in the other, duplicates counted. */
export async function differingRows(
  connection: DuckDBConnection,
  left: string,
  right: string,
): Promise<number> {
  const missing = (a: string, b: string) => `(SELECT count(*) FROM ((${a}) EXCEPT ALL (${b})))`;
  const [row] = await rowsOf(connection, `SELECT ${missing(left, right)} + ${missing(right, left)}`);
  return Number(row![0]);
}

function parquetSql(files: readonly string[], { columns, partitionColumns }: ReadTable): string {
  const types = columns
    .filter(({ name }) => partitionColumns.includes(name))
    .map(({ name, type }) => `${quotedIdentifier(name)}: ${type}`);
  const hive = types.length === 0 ? 'false' : `true, hive_types = {${types.join(', ')}}`;
  const names = columns.map(({ name }) => quotedIdentifier(name)).join(', ');
  return `SELECT ${names} FROM read_parquet([${files.map(quotedString).join(', ')}], hive_partitioning = ${hive})`;
}

function readJson(lake: string, key: string): unknown {
  return JSON.parse(readFileSync(join(lake, key), 'utf8'));
}
