import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Column } from '../../columns/column.ts';
import { hiveSegment } from '../../columns/hive-path.ts';
import { partitionKey } from '../../columns/partition-value.ts';
import { lakeName } from '../../columns/table-name.ts';
import type { BuiltNode } from '../../compile/node.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import type { JobPartition, JobTable } from '../../engines/job.ts';
import type { TableSpec } from '../../engines/session.ts';
import { writerTag } from '../../engines/writer-tag.ts';
import type { DataFile } from '../../release/documents.ts';
import type { Build, Lake } from '../../release/lake.ts';
import type { NewFile, TableChange } from '../../release/table-change.ts';
import type { DataAccess, DataWriting } from '../../storage/data-access.ts';
import type { ObjectInfo } from '../../storage/store.ts';
import type { SampledTables } from '../sampled-tables.ts';
import { soundFiles, tableChange, tableSpec, type WriteStats } from '../table-writer.ts';

export interface JobWriterOptions {
  readonly lake: Lake;
  readonly data: DataAccess;
  readonly build: Build;
  /** Whether the job writes into the lake itself, and not to the disk of this machine. */
  readonly isRemote: boolean;
  readonly sampled: SampledTables;
  readonly onWritten?: ((change: TableChange) => Promise<void>) | undefined;
}

/** What a job needs to write a table, and what it wrote as files of the build's release. */
export interface JobWriter {
  prepare(
    node: BuiltNode,
    columns: readonly Column[],
  ): Promise<{ readonly folder: string; readonly known: Readonly<Record<string, string>> }>;
  written(node: BuiltNode, columns: readonly Column[], table: JobTable): Promise<WriteStats>;
  changes(): readonly TableChange[];
  /** Removes what was on its way and never came. */
  close(): Promise<void>;
}

/** Fingerprints of another engine prove nothing here. Spark's xxhash64 is the same in each of its versions. */
const MAKER = 'spark xxhash64 1';

export function createJobWriter(options: JobWriterOptions): JobWriter {
  const { data, build } = options;
  const changes: TableChange[] = [];
  const known = new Map<string, ReadonlyMap<string, readonly DataFile[]>>();
  const writings = new Map<string, DataWriting>();
  return {
    changes: () => changes,
    async close() {
      for (const writing of writings.values()) await writing.finish();
    },
    async prepare(node, columns) {
      const name = lakeName(node.relation);
      const tag = `${writerTag(tableSpec(node, columns), MAKER)}:`;
      const files = await soundFiles(options, name, ({ fingerprint }) => fingerprint.startsWith(tag));
      known.set(node.uniqueId, files);
      const sums = [...files].map(([key, [file]]) => [key, file!.fingerprint.slice(tag.length)]);
      const prefix = `${build.prefix}${name}`;
      if (options.isRemote) return { folder: data.address(prefix), known: Object.fromEntries(sums) };
      const writing = data.writeBelow(prefix);
      writings.set(node.uniqueId, writing);
      return { folder: writing.folder, known: Object.fromEntries(sums) };
    },
    async written(node, columns, table) {
      const spec = tableSpec(node, columns);
      const name = lakeName(node.relation);
      const writing = writings.get(node.uniqueId);
      writings.delete(node.uniqueId);
      await bringIn(writing);
      const objects = await options.lake.written(build, name);
      const files = newFiles(spec, table, objects, `${build.prefix}${name}`);
      const kept = table.partitions.filter(part => part.known);
      const carried = kept.flatMap(({ values }) => known.get(node.uniqueId)!.get(partitionKey(values))!);
      const change = tableChange(node, spec, [...carried, ...files], options.sampled);
      await options.onWritten?.(change);
      changes.push(change);
      return {
        rows: table.partitions.reduce((sum, { rows }) => sum + rows, 0),
        bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
        files: files.length,
        unchanged: kept.length,
      };
    },
  };
}

/** Takes into the lake what was written to the disk on the way there. */
async function bringIn(writing: DataWriting | undefined): Promise<void> {
  if (writing?.take === undefined) return;
  const { folder, take } = writing;
  try {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      await take({ path, bytes: (await stat(path)).size });
    }
  } finally {
    await writing.finish();
  }
}

/** The files that were written, with what is known of their partitions. A partition is one file. */
function newFiles(
  spec: TableSpec,
  { partitions, fileRows }: JobTable,
  objects: readonly ObjectInfo[],
  prefix: string,
): readonly NewFile[] {
  const tag = writerTag(spec, MAKER);
  const isEmpty = partitions.length === 0;
  const none: JobPartition = { values: spec.partitionBy.map(() => null), rows: 0, sums: '0-0', known: false };
  const byFolder = new Map((isEmpty ? [none] : partitions).map(part => [folderOf(spec, part, prefix), part]));
  const seen = new Set<string>();
  return objects.map(({ key, size }) => {
    const folder = key.slice(0, key.lastIndexOf('/'));
    const part = byFolder.get(folder);
    if (part === undefined || part.known) throw new Error(`${key} belongs to no partition that was written`);
    if (spec.partitionBy.length > 0 && seen.has(folder)) throw writtenTwice(key);
    seen.add(folder);
    const rows = spec.partitionBy.length === 0 ? (fileRows[key.slice(folder.length + 1)] ?? 0) : part.rows;
    const fingerprint = `${tag}:${part.rows}:${part.sums}`;
    return { path: key, partition: part.values, rows, bytes: size, fingerprint };
  });
}

/** As by a task that Spark began twice, with a committer that cannot tell its attempts apart. */
function writtenTwice(key: string): SparkifyError {
  return new SparkifyError('spark-failed', `Spark wrote the partition of ${key} twice.`, {
    hint: 'Nothing of it is published. Run the command again, with spark.speculation off.',
  });
}

function folderOf({ partitionBy }: TableSpec, { values }: JobPartition, prefix: string): string {
  return [prefix, ...partitionBy.map((name, place) => hiveSegment(name, values[place]!))].join('/');
}
