import { mkdirSync, renameSync, rmdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { hiveSegment } from '../../columns/hive-path.ts';
import { HIVE_NULL, type PartitionValue } from '../../columns/partition-value.ts';
import type { JsonValue } from '../../config/json-value.ts';
import type { WriteSpec, WrittenFile } from '../session.ts';
import type { ConnectionPool } from './connection-pool.ts';
import { copyPartitionSql, copySql, fileName } from './copy-sql.ts';
import { partitionsSql } from './fingerprint-sql.ts';

/** Writes a table, or some partitions of it, as files below `spec.folder`. */
export function writeFiles(pool: ConnectionPool, spec: WriteSpec): Promise<readonly WrittenFile[]> {
  // COPY of JSON knows no PARTITION_BY, and that of CSV tells no rows.
  const atOnce = spec.format === 'parquet' && spec.partitionBy.length > 0;
  return atOnce ? writePartitions(pool, spec) : writeEachPartition(pool, spec);
}

async function writePartitions(pool: ConnectionPool, spec: WriteSpec): Promise<readonly WrittenFile[]> {
  mkdirSync(spec.folder, { recursive: true });
  const { rows } = await pool.query(copySql(spec));
  if (rows.length === 0) return writeEachPartition(pool, spec);
  const files = rows.map(row => fromStats(row, spec.partitionBy));
  const moved = files.map(file => moveToHivePath(file, spec));
  removeEmptied(files, moved);
  return moved;
}

async function writeEachPartition(pool: ConnectionPool, spec: WriteSpec): Promise<readonly WrittenFile[]> {
  const files: WrittenFile[] = [];
  for (const partition of spec.only ?? (await listPartitions(pool, spec))) {
    files.push(await writePartition(pool, spec, partition));
  }
  return files;
}

/** An empty table has one partition, of NULLs, whose zero-row file holds its schema. */
async function listPartitions(
  pool: ConnectionPool,
  spec: WriteSpec,
): Promise<readonly (readonly PartitionValue[])[]> {
  if (spec.partitionBy.length === 0) return [[]];
  const { rows } = await pool.query(partitionsSql(spec));
  return rows.length === 0
    ? [spec.partitionBy.map(() => null)]
    : rows.map(([partition]) => partition as PartitionValue[]);
}

async function writePartition(
  pool: ConnectionPool,
  spec: WriteSpec,
  partition: readonly PartitionValue[],
): Promise<WrittenFile> {
  const segments = spec.partitionBy.map((column, i) => hiveSegment(column, partition[i]!));
  const folder = [spec.folder, ...segments].join('/');
  mkdirSync(folder, { recursive: true });
  const rows = await pool.run(copyPartitionSql(spec, partition, folder));
  const path = `${folder}/${fileName(spec)}`;
  return { path, partition, rows, bytes: statSync(path).size };
}

/** A row of COPY's RETURN_STATS: filename, count, file_size_bytes, footer, statistics, partition_keys. */
function fromStats(row: readonly JsonValue[], partitionBy: readonly string[]): WrittenFile {
  const keys = (row[5] ?? []) as readonly { readonly key: string; readonly value: PartitionValue }[];
  const values = new Map(keys.map(({ key, value }) => [key, value]));
  const partition = partitionBy.map(name => {
    const value = values.get(name) ?? null;
    return value === HIVE_NULL ? null : value;
  });
  return { path: String(row[0]), partition, rows: Number(row[1]), bytes: Number(row[2]) };
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
