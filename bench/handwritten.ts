import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance, quotedString } from '@duckdb/node-api';
import { martsSql, stagingSql, starTables } from './star-schema.ts';

/**
 * The Sparkify lake as one script, the peer of `sparkify run`: `node bench/handwritten.ts SOURCE OUT`, where OUT is a
 * folder that does not exist yet. Without checks, tests, releases or lineage.
 */
const [source, out] = process.argv.slice(2);
if (source === undefined || out === undefined) throw new Error('node bench/handwritten.ts SOURCE OUT');

mkdirSync(out, { recursive: true });
const instance = await DuckDBInstance.create(':memory:');
const connection = await instance.connect();
// DuckDB's own advice for large imports; with 15,000 small files it also takes 2 GB of batches off the peak.
await connection.run('SET preserve_insertion_order = false');
for (const statement of [...stagingSql(source), ...martsSql]) await connection.run(statement);
for (const { name, partitionBy } of starTables) await connection.run(copySql(out, name, partitionBy));
connection.closeSync();
instance.closeSync();

function copySql(folder: string, table: string, partitionBy: readonly string[]): string {
  if (partitionBy.length === 0) {
    return `COPY ${table} TO ${quotedString(join(folder, `${table}.parquet`))} (FORMAT parquet)`;
  }
  const options = `FORMAT parquet, PARTITION_BY (${partitionBy.join(', ')})`;
  return `COPY ${table} TO ${quotedString(join(folder, table))} (${options})`;
}
