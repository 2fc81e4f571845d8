import { mkdirSync, renameSync, rmdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { hiveSegment } from '../../columns/hive-path.ts';
import { HIVE_NULL, type PartitionValue } from '../../columns/partition-value.ts';
import { quoteLiteral } from '../../columns/quote.ts';
import type { JsonValue } from '../../config/json-value.ts';
import type { WriteSpec, WrittenFile } from '../session.ts';
import type { ConnectionPool } from './connection-pool.ts';
import { copySql, emptyCopySql, fileName } from './copy-sql.ts';

/** Writes a table, or some partitions of it, as files below `spec.folder`. */
export async function writeFiles(pool: ConnectionPool, spec: WriteSpec): Promise<readonly WrittenFile[]> {
  mkdirSync(spec.folder, { recursive: true });
  const { rows } = await pool.query(copySql(spec));
  const files =
    spec.format === 'parquet'
      ? rows.map(row => fromStats(row, spec.partitionBy))
      : await fromNames(pool, spec, rows[0]!);
  if (files.length === 0) return [await writeEmpty(pool, spec)];
  const moved = files.map(file => moveToHivePath(file, spec));
  removeEmptied(files, moved);
  return moved;
}

async function writeEmpty(pool: ConnectionPool, spec: WriteSpec): Promise<WrittenFile> {
  const segments = spec.partitionBy.map(column => hiveSegment(column, null));
  const folder = [spec.folder, ...segments].join('/');
  mkdirSync(folder, { recursive: true });
  await pool.run(emptyCopySql(spec, folder));
  const path = `${folder}/${fileName(spec)}`;
  return { path, partition: spec.partitionBy.map(() => null), rows: 0, bytes: statSync(path).size };
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

/** The row of COPY's RETURN_FILES: count, list of files. CSV and JSON have no statistics, so rows are counted. */
async function fromNames(
  pool: ConnectionPool,
  spec: WriteSpec,
  [, names]: readonly JsonValue[],
): Promise<readonly WrittenFile[]> {
  const files: WrittenFile[] = [];
  for (const name of names as readonly string[]) {
    const path = String(name);
    const reader =
      spec.format === 'csv' ? 'read_csv(%, header = true, all_varchar = true)' : 'read_json_objects(%)';
    const { rows } = await pool.query(
      `SELECT count(*) FROM ${reader.replace('%', () => quoteLiteral(path))}`,
    );
    const segments = path
      .slice(spec.folder.length + 1)
      .split('/')
      .slice(0, -1);
    const partition = segments.map(segment => {
      const value = decodeURIComponent(segment.slice(segment.indexOf('=') + 1));
      return value === HIVE_NULL ? null : value;
    });
    files.push({ path, partition, rows: Number(rows[0]![0]), bytes: statSync(path).size });
  }
  return files;
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
