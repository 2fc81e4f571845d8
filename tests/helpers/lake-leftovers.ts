import { join } from 'node:path';
import { type DuckDBConnection, quotedString } from '@duckdb/node-api';
import { lakeKeys } from './lake-contents.ts';
import { currentRelease, dataFiles, type ReadTable, readRelease, rowsOf } from './lake-reader.ts';

const lasting = ['_sparkify/current.json', '_sparkify/view.json', '_sparkify/catalog.duckdb'];

/** The store's own: its lock, and unfinished files, which it sweeps itself after a day. */
const ofTheStore = '_sparkify/.';

/**
 * Keys of a lake that neither the pointer, a release that it keeps, nor the plain copy of the current one accounts
 * for; and keys that should be there and are not, each after a minus.
 */
export async function lakeLeftovers(connection: DuckDBConnection, lake: string): Promise<readonly string[]> {
  const current = currentRelease(lake)!;
  const releases = [current, ...current.kept.map(({ release }) => readRelease(lake, release))];
  const expected = new Set([
    ...lasting,
    ...releases.map(({ release }) => `_sparkify/releases/${release}.json`),
  ]);
  for (const { ledger } of releases.flatMap(({ sources }) => sources)) expected.add(ledger);
  for (const { state } of releases) if (state !== undefined) expected.add(state.document);
  for (const table of releases.flatMap(({ tables }) => tables)) {
    expected.add(table.fileList);
    for (const file of await dataFiles(connection, lake, table)) expected.add(file);
  }
  for (const table of current.tables) {
    for (const key of await plainKeys(connection, lake, table)) expected.add(key);
  }
  const present = new Set(lakeKeys(lake).filter(key => !key.startsWith(ofTheStore)));
  const unknown = [...present].filter(key => !expected.has(key));
  const missing = [...expected].filter(key => !present.has(key));
  return [...unknown, ...missing.map(key => `-${key}`)];
}

/** Folders of the data files, each with as many parts as the folder has files. */
async function plainKeys(
  connection: DuckDBConnection,
  lake: string,
  table: ReadTable,
): Promise<readonly string[]> {
  const list = quotedString(join(lake, table.fileList));
  const rows = await rowsOf(
    connection,
    `SELECT regexp_replace(path, '^files/[^/]+/|/[^/]+$', '', 'g') AS folder, count(*), any_value(regexp_extract(path, '\\.[a-z.]+$'))
     FROM read_parquet(${list}) GROUP BY folder`,
  );
  return rows.flatMap(([folder, count, extension]) =>
    Array.from({ length: Number(count) }, (_, index) => `${folder}/part-${index}${extension}`),
  );
}
