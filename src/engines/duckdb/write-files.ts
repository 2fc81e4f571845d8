import { mkdirSync, renameSync, rmdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DuckDBMapValue } from '@duckdb/node-api';
import { hiveSegment } from '../../columns/hive-path.ts';
import { HIVE_NULL, type PartitionValue } from '../../columns/partition-value.ts';
import { quoteIdentifier } from '../../columns/quote.ts';
import { renderRelation } from '../../columns/relation.ts';
import type { JsonValue } from '../../config/json-value.ts';
import { inParallel } from '../../release/in-parallel.ts';
import type { WriteSpec, WrittenFile } from '../session.ts';
import { arranged, arrangedPartitionsSql, arrangeSql } from './arranged-sql.ts';
import type { ConnectionPool } from './connection-pool.ts';
import { copyFileSql, copySql, fileName, type PartitionShare } from './copy-sql.ts';

/** Columns of COPY's RETURN_STATS that are of use here; the statistics between them are many and nested. */
const statistics = { filename: 0, count: 1, size: 2, partitionKeys: 5 } as const;

/**
 * COPY holds every partition open until its end. 14,600 rows in 13,600 partitions took 7.3 s and 680 MB at once, 2.2 s
 * and 190 MB in shares of 200; a share costs a scan of the table (DuckDB 1.5.5, two cores).
 */
export const PARTITIONS_AT_ONCE = 250;

const WHOLE: PartitionShare = { remainder: 0, of: 1 };

/** How many files are written at once where each is a statement of its own. */
const FILES_AT_ONCE = 4;

/** Writes a table, or some partitions of it, as files below `spec.folder`. */
export async function writeFiles(pool: ConnectionPool, spec: WriteSpec): Promise<readonly WrittenFile[]> {
  if (spec.partitionBy.length === 0) return [await writeFile(pool, spec, [])];
  // COPY of JSON knows no PARTITION_BY, that of CSV tells no rows, and none keeps the rows of a partition in order.
  const atOnce = spec.format === 'parquet' && spec.sortBy.length === 0;
  const files = await (atOnce ? writePartitions(pool, spec) : writeArranged(pool, spec));
  if (files.length > 0) return files;
  // An empty table has one partition, of NULLs, whose zero-row file holds its schema.
  const nulls = spec.partitionBy.map(() => null);
  return [await writeFile(pool, spec, nulls)];
}

async function writePartitions(pool: ConnectionPool, spec: WriteSpec): Promise<readonly WrittenFile[]> {
  mkdirSync(spec.folder, { recursive: true });
  const of = Math.ceil(spec.partitions / PARTITIONS_AT_ONCE);
  const files: WrittenFile[] = [];
  for (let remainder = 0; remainder < of; remainder++) {
    const only = spec.only?.slice(remainder * PARTITIONS_AT_ONCE, (remainder + 1) * PARTITIONS_AT_ONCE);
    const share = only === undefined ? { remainder, of } : WHOLE;
    files.push(...(await writeShare(pool, only === undefined ? spec : { ...spec, only }, share)));
  }
  return files;
}

async function writeShare(
  pool: ConnectionPool,
  spec: WriteSpec,
  share: PartitionShare,
): Promise<readonly WrittenFile[]> {
  const { filename, count, size, partitionKeys } = statistics;
  const indexes = [filename, count, size, partitionKeys];
  const [paths, rows, bytes, keys] = await pool.columns(copySql(spec, share), indexes);
  const files = paths!.map((path, i) => ({
    path: String(path),
    partition: partitionOf(keys![i] as DuckDBMapValue, spec.partitionBy),
    rows: Number(rows![i]),
    bytes: Number(bytes![i]),
  }));
  const moved = files.map(file => moveToHivePath(file, spec));
  removeEmptied(files, moved);
  return moved;
}

/**
 * Writes each partition by a COPY of its own, from a copy of the table that is arranged by partition: without it each
 * would scan the whole table. 3 million rows in 3, 60 and 1,000 partitions took 1.8, 1.3 and 3.3 s, and 1.7, 1.5 and
 * 3.6 s by partitioned COPY, which keeps no order (DuckDB 1.5.5, two cores). That one writes partitions of a single row,
 * for they are often many and need no order: 14,000 of them took 22 s by a COPY each, 10 s so.
 */
async function writeArranged(pool: ConnectionPool, spec: WriteSpec): Promise<readonly WrittenFile[]> {
  const { relation, number } = arranged(spec);
  try {
    await pool.run(arrangeSql(spec, { relation, number }));
    const { rows } = await pool.query(arrangedPartitionsSql(spec, { relation, number }));
    const isAlone = (count: JsonValue | undefined) => spec.format === 'parquet' && Number(count) === 1;
    const alone = rows.flatMap(([, values, count]) => (isAlone(count) ? [values as PartitionValue[]] : []));
    const files = [
      ...(await writePartitions(pool, { ...spec, relation, only: alone, partitions: alone.length })),
    ];
    const others = rows.filter(([, , count]) => !isAlone(count));
    await inParallel(others, FILES_AT_ONCE, async ([id, values]) => {
      const where = `${quoteIdentifier(number)} = ${Number(id)}`;
      files.push(await writeFile(pool, { ...spec, relation }, values as PartitionValue[], where));
    });
    return files;
  } finally {
    await pool.run(`DROP TABLE IF EXISTS ${renderRelation(relation)}`);
  }
}

async function writeFile(
  pool: ConnectionPool,
  spec: WriteSpec,
  partition: readonly PartitionValue[],
  where?: string,
): Promise<WrittenFile> {
  const segments = spec.partitionBy.map((column, i) => hiveSegment(column, partition[i]!));
  const folder = [spec.folder, ...segments].join('/');
  mkdirSync(folder, { recursive: true });
  const path = `${folder}/${fileName(spec)}`;
  const rows = await pool.run(copyFileSql(spec, path, where));
  return { path, partition, rows, bytes: statSync(path).size };
}

function partitionOf(keys: DuckDBMapValue, partitionBy: readonly string[]): readonly PartitionValue[] {
  const values = new Map(keys.entries.map(({ key, value }) => [key, value]));
  return partitionBy.map(name => {
    const value = values.get(name) as string | null | undefined;
    return value === undefined || value === HIVE_NULL ? null : value;
  });
}

/** DuckDB percent-encodes every byte beyond ASCII letters and digits, which Spark misreads; Hive's escaping is ours. */
function moveToHivePath(file: WrittenFile, spec: WriteSpec): WrittenFile {
  if (spec.partitionBy.length === 0) return file;
  const segments = spec.partitionBy.map((column, i) => hiveSegment(column, file.partition[i]!));
  const path = join(spec.folder, ...segments, file.path.slice(file.path.lastIndexOf('/') + 1));
  if (path === file.path) return file;
  mkdirSync(dirname(path), { recursive: true });
  renameSync(file.path, path);
  return { ...file, path };
}

function removeEmptied(before: readonly WrittenFile[], after: readonly WrittenFile[]): void {
  for (const [i, file] of before.entries()) {
    if (file.path === after[i]!.path) continue;
    let folder = dirname(file.path);
    while (removeIfEmpty(folder)) folder = dirname(folder);
  }
}

function removeIfEmpty(folder: string): boolean {
  try {
    rmdirSync(folder);
    return true;
  } catch {
    return false;
  }
}
