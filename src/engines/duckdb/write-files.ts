import { mkdirSync, statSync } from 'node:fs';
import { hiveSegment } from '../../columns/hive-path.ts';
import type { PartitionValue } from '../../columns/partition-value.ts';
import { quoteIdentifier } from '../../columns/quote.ts';
import { renderRelation } from '../../columns/relation.ts';
import { targetError, writeError } from '../../storage/disk-error.ts';
import { inParallel } from '../../storage/in-parallel.ts';
import type { WriteSpec, WrittenFile } from '../session.ts';
import { arranged, arrangedPartitionsSql, arrangeSql } from './arranged-sql.ts';
import type { ConnectionPool } from './connection-pool.ts';
import { copyFileSql, fileName, onlySql } from './copy-sql.ts';
import { PARTITIONS_AT_ONCE, writePartitions } from './write-partitions.ts';

/** How many files are written at once where each is a statement of its own. */
const FILES_AT_ONCE = 4;

/**
 * Writes a table, or some partitions of it, as files below `spec.folder`.
 *
 * @throws SparkifyError `out-of-disk`, `lake-not-writable`, `bad-partition-value`, and what the query itself fails with
 */
export async function writeFiles(pool: ConnectionPool, spec: WriteSpec): Promise<readonly WrittenFile[]> {
  try {
    return await writeTable(pool, spec);
  } catch (error) {
    throw spec.take === undefined ? writeError(error, spec.folder) : targetError(error, spec.folder);
  }
}

async function writeTable(pool: ConnectionPool, asked: WriteSpec): Promise<readonly WrittenFile[]> {
  const spec = { ...asked, pour: mayPour(asked) ? asked.pour : undefined };
  if (spec.partitionBy.length === 0) return [await writeFile(pool, spec, [])];
  if (spec.pour !== undefined && spec.partitions.length > 0) return pourPartitions(pool, spec);
  // COPY of JSON knows no PARTITION_BY, that of CSV tells no rows, and none keeps the rows of a partition in order.
  const atOnce = spec.format === 'parquet' && spec.sortBy.length === 0;
  const files = await (atOnce ? writePartitions(pool, spec) : writeArranged(pool, spec));
  if (files.length > 0) return files;
  // An empty table has one partition, of NULLs, whose zero-row file holds its schema.
  const nulls = spec.partitionBy.map(() => null);
  return [await writeFile(pool, spec, nulls)];
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
    const arranging = arrangeSql(spec, { relation, number });
    spec.onStatement?.(arranging);
    await pool.run(arranging);
    const { rows } = await pool.query(arrangedPartitionsSql(spec, { relation, number }));
    const arrangedPartitions = rows.map(([id, partition, count]) => ({
      id: Number(id),
      partition: partition as PartitionValue[],
      rows: Number(count),
    }));
    const { alone = [], others = [] } = Object.groupBy(arrangedPartitions, each =>
      spec.format === 'parquet' && each.rows === 1 ? 'alone' : 'others',
    );
    const files = [...(await writePartitions(pool, { ...spec, relation, partitions: alone, partial: true }))];
    await inParallel(others, FILES_AT_ONCE, async ({ id, partition }) => {
      const where = `${quoteIdentifier(number)} = ${id}`;
      files.push(await writeFile(pool, { ...spec, relation }, partition, where));
    });
    return files;
  } finally {
    await pool.run(`DROP TABLE IF EXISTS ${renderRelation(relation)}`);
  }
}

/**
 * DuckDB compresses CSV and JSON in files only. Partitions that are many are small, and their files leave the disk a share at
 * a time.
 */
function mayPour({ format, partitions }: WriteSpec): boolean {
  return format === 'parquet' && partitions.length <= PARTITIONS_AT_ONCE;
}

/** Each holds parts of its file in memory. */
const POURED_AT_ONCE = 2;

/** Writes each partition by a COPY of its own that scans the table: a copy that is arranged would need room, too. */
async function pourPartitions(pool: ConnectionPool, spec: WriteSpec): Promise<readonly WrittenFile[]> {
  const files: WrittenFile[] = [];
  await inParallel(spec.partitions, POURED_AT_ONCE, async ({ partition, rows }) => {
    const [where] = onlySql({ ...spec, partial: true, partitions: [{ partition, rows }] });
    files.push(await writeFile(pool, spec, partition, where));
  });
  return files;
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
  const sql = copyFileSql(spec, path, where);
  spec.onStatement?.(sql);
  const write = () => pool.run(sql);
  if (spec.pour !== undefined) {
    const { written, bytes } = await spec.pour(path, write);
    return { path, partition, rows: written, bytes };
  }
  const rows = await write();
  const bytes = statSync(path).size;
  await spec.take?.({ path, bytes });
  return { path, partition, rows, bytes };
}
