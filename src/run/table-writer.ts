import type { Column } from '../columns/column.ts';
import type { PartitionValue } from '../columns/partition-value.ts';
import type { CompiledModel, CompiledSeed } from '../compile/node.ts';
import type { PartitionFingerprint, Session, WriteSpec, WrittenFile } from '../engines/session.ts';
import type { DataFile } from '../release/documents.ts';
import type { Build, Lake } from '../release/lake.ts';
import type { NewFile, TableChange } from '../release/table-change.ts';
import type { LocalStore } from '../storage/local-store.ts';

/** What a result line says of a written table. */
export interface WriteStats {
  readonly rows: number;
  readonly bytes: number;
  readonly files: number;
  /** Partitions whose files are those of the base release. */
  readonly unchanged: number;
}

/** Writes the computed tables of one build as files of its release, and remembers what there is to publish. */
export interface TableWriter {
  write(node: CompiledModel | CompiledSeed, columns: readonly Column[]): Promise<WriteStats>;
  changes(): readonly TableChange[];
}

export interface TableWriterOptions {
  readonly session: Session;
  readonly lake: Lake;
  readonly store: LocalStore;
  readonly build: Build;
}

export function createTableWriter(options: TableWriterOptions): TableWriter {
  const changes: TableChange[] = [];
  return {
    changes: () => changes,
    async write(node, columns) {
      const { change, stats } = await writeTable(options, node, columns);
      changes.push(change);
      return stats;
    },
  };
}

async function writeTable(
  options: TableWriterOptions,
  node: CompiledModel | CompiledSeed,
  columns: readonly Column[],
): Promise<{ change: TableChange; stats: WriteStats }> {
  const spec = writeSpec(options, node, columns);
  const fingerprints = await options.session.fingerprint(spec);
  const kept = await unchangedFiles(options, node.name, fingerprints);
  const changed = fingerprints.filter(({ partition }) => !kept.has(partitionKey(partition)));
  const written = await writeChanged(options, node.name, spec, fingerprints, changed);
  const carried = [...kept.values()].flat();
  const files = [...carried, ...written];
  return {
    change: {
      name: node.name,
      node: node.uniqueId,
      format: spec.format,
      columns,
      partitionColumns: spec.partitionBy,
      mode: 'replace',
      files,
    },
    stats: {
      rows: total(fingerprints.map(({ rows }) => rows)),
      bytes: total(written.map(({ bytes }) => bytes)),
      files: written.length,
      unchanged: kept.size,
    },
  };
}

function writeSpec(
  { store, build }: TableWriterOptions,
  node: CompiledModel | CompiledSeed,
  columns: readonly Column[],
): WriteSpec {
  const { format, partitionBy, sortBy, compression } = node.config;
  const folder = store.localPath(`${build.prefix}${node.name}`);
  return {
    relation: node.relation,
    columns,
    format,
    partitionBy,
    sortBy,
    compression,
    folder,
    partitions: 1,
    only: undefined,
  };
}

/** Files of the base release whose partitions have the same fingerprint and are still there, by partition. */
async function unchangedFiles(
  { lake, build }: TableWriterOptions,
  name: string,
  fingerprints: readonly PartitionFingerprint[],
): Promise<ReadonlyMap<string, readonly DataFile[]>> {
  const base = build.base?.tables.find(table => table.name === name);
  if (base === undefined) return new Map();
  const now = new Map(
    fingerprints.map(({ partition, fingerprint }) => [partitionKey(partition), fingerprint]),
  );
  const same = (await lake.files(base)).filter(
    file => now.get(partitionKey(file.partition)) === file.fingerprint,
  );
  if (same.length === 0) return new Map();
  const damaged = new Set((await lake.changedFiles(same)).map(file => partitionKey(file.partition)));
  const sound = same.filter(file => !damaged.has(partitionKey(file.partition)));
  return Map.groupBy(sound, file => partitionKey(file.partition));
}

async function writeChanged(
  options: TableWriterOptions,
  name: string,
  spec: WriteSpec,
  all: readonly PartitionFingerprint[],
  changed: readonly PartitionFingerprint[],
): Promise<readonly NewFile[]> {
  if (changed.length === 0) return [];
  const only = changed.length === all.length ? undefined : changed.map(({ partition }) => partition);
  const written = await options.session.write({ ...spec, partitions: changed.length, only });
  return toNewFiles(options, name, spec, written, changed);
}

function toNewFiles(
  { build }: TableWriterOptions,
  name: string,
  spec: WriteSpec,
  written: readonly WrittenFile[],
  changed: readonly PartitionFingerprint[],
): readonly NewFile[] {
  const fingerprints = new Map(
    changed.map(({ partition, fingerprint }) => [partitionKey(partition), fingerprint]),
  );
  return written.map(({ path, partition, rows, bytes }) => {
    const key = `${build.prefix}${name}${path.slice(spec.folder.length)}`;
    return { path: key, partition, rows, bytes, fingerprint: fingerprints.get(partitionKey(partition))! };
  });
}

function partitionKey(partition: readonly PartitionValue[]): string {
  return JSON.stringify(partition);
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
