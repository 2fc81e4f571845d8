import type { Column } from '../columns/column.ts';
import { partitionKey } from '../columns/partition-value.ts';
import { lakeName } from '../columns/table-name.ts';
import type { BuiltNode } from '../compile/node.ts';
import { readsNewFiles } from '../compile/reads-new-files.ts';
import { warning } from '../diagnostics/diagnostic.ts';
import type { OnStatement, PartitionFingerprint, Session, TableSpec } from '../engines/session.ts';
import type { DataFile } from '../release/documents.ts';
import type { Build, Lake } from '../release/lake.ts';
import type { NewFile, TableChange } from '../release/table-change.ts';
import type { DataAccess } from '../storage/data-access.ts';
import { sum } from '../storage/sum.ts';
import { compactCopy } from './compact-copy.ts';
import { type Increments, type TableIncrement, untouchedFiles } from './incremental/increments.ts';
import { planIncrement } from './incremental/write-increment.ts';
import type { EmitRunEvent } from './run-event.ts';
import type { SampledTables } from './sampled-tables.ts';

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
  write(node: BuiltNode, columns: readonly Column[], onStatement: OnStatement): Promise<WriteStats>;
  changes(): readonly TableChange[];
}

export interface TableWriterOptions {
  readonly session: Session;
  readonly lake: Lake;
  readonly data: DataAccess;
  readonly build: Build;
  readonly sampled: SampledTables;
  readonly emit: EmitRunEvent;
  readonly increments: Pick<Increments, 'of'>;
  /** Told of each table when its files are whole. */
  readonly onWritten?: (change: TableChange) => Promise<void>;
}

export function createTableWriter(options: TableWriterOptions): TableWriter {
  const changes: TableChange[] = [];
  const writing = { ...options, warnOnce: shortDiskWarning(options.emit) };
  return {
    changes: () => changes,
    async write(node, columns, onStatement) {
      const { change, stats, compact } = await writeTable({ ...writing, onStatement }, node, columns);
      await options.onWritten?.(change);
      changes.push({ ...change, compact });
      return stats;
    },
  };
}

interface Writing extends TableWriterOptions {
  readonly warnOnce: (message: string) => void;
  readonly onStatement: OnStatement;
}

/** Once a run: every table meets the same disk. */
function shortDiskWarning(emit: EmitRunEvent): (message: string) => void {
  let isTold = false;
  return message => {
    if (isTold) return;
    isTold = true;
    const hint =
      "Free some space there; or set `upload: 'stream'` of the target, and all do without a warning.";
    emit({ type: 'diagnostic', diagnostic: warning('short-disk', message, { hint }) });
  };
}

interface Written {
  readonly change: TableChange;
  readonly stats: WriteStats;
  readonly compact?: Uint8Array | undefined;
}

async function writeTable(options: Writing, node: BuiltNode, columns: readonly Column[]): Promise<Written> {
  const increment = options.increments.of(node.uniqueId);
  if (increment !== undefined) return addToTable(options, node, increment);
  const spec = tableSpec(node, columns);
  const name = lakeName(node.relation);
  const fingerprints = await options.session.fingerprint(spec);
  const kept = await unchangedFiles(options, name, fingerprints);
  const changed = fingerprints.filter(({ partition }) => !kept.has(partitionKey(partition)));
  const written = await writeChanged(options, name, spec, changed, kept.size > 0);
  const carried = [...kept.values()].flat();
  const files = [...carried, ...written];
  // Unless something was written the version of the base stays, and what belongs to it.
  const compact = written.length === 0 ? undefined : await compactCopy(options.session, spec, files);
  return {
    change: tableChange(node, spec, files, options.sampled),
    compact,
    stats: {
      rows: sum(fingerprints.map(({ rows }) => rows)),
      bytes: sum(written.map(({ bytes }) => bytes)),
      files: written.length,
      unchanged: kept.size,
    },
  };
}

/** Writes what is new of a table. */
async function addToTable(options: Writing, node: BuiltNode, increment: TableIncrement): Promise<Written> {
  const spec = { ...tableSpec(node, increment.columns), relation: increment.part };
  const name = lakeName(node.relation);
  // A table of which nothing is left is a file without rows, as any empty one.
  const isAdded = increment.rows > 0 || untouchedFiles(increment.before, increment).length === 0;
  const fingerprints = isAdded ? await options.session.fingerprint(spec) : [];
  const { changed, files, unchanged } = planIncrement(increment, fingerprints);
  const written = await writeChanged(options, name, spec, changed, changed.length < fingerprints.length);
  const all = files(written);
  return {
    change: tableChange(node, spec, all, options.sampled),
    stats: {
      rows: sum(all.map(({ rows }) => rows)),
      bytes: sum(written.map(({ bytes }) => bytes)),
      files: written.length,
      unchanged,
    },
  };
}

/** All files of a table, in place of those that it had. */
export function tableChange(
  node: BuiltNode,
  { format, columns, partitionBy }: TableSpec,
  files: TableChange['files'],
  sampled: SampledTables,
): TableChange {
  const sample = sampled.get(node.uniqueId);
  return {
    ...{ name: lakeName(node.relation), node: node.uniqueId },
    ...{ format, columns, partitionColumns: partitionBy, mode: 'replace', files },
    ...(sample !== undefined && { sample }),
    ...(readsNewFiles(node) && { readFiles: node.dependsOn.filter(id => id.startsWith('source.')) }),
  };
}

/** How a node is written. */
export function tableSpec(node: BuiltNode, columns: readonly Column[]): TableSpec {
  const { format, partitionBy, sortBy, compression } = node.config;
  return { relation: node.relation, columns, format, partitionBy, sortBy, compression };
}

/** Files of the base release whose partitions have the same fingerprint and are still there, by partition. */
function unchangedFiles(
  io: Pick<TableWriterOptions, 'lake' | 'build'>,
  name: string,
  fingerprints: readonly PartitionFingerprint[],
): Promise<ReadonlyMap<string, readonly DataFile[]>> {
  const now = new Map(
    fingerprints.map(({ partition, fingerprint }) => [partitionKey(partition), fingerprint]),
  );
  return soundFiles(io, name, file => now.get(partitionKey(file.partition)) === file.fingerprint);
}

/** Files of the base release that are asked for, of partitions that are still there as they were, by partition. */
export async function soundFiles(
  { lake, build }: Pick<TableWriterOptions, 'lake' | 'build'>,
  name: string,
  isAsked: (file: DataFile) => boolean,
): Promise<ReadonlyMap<string, readonly DataFile[]>> {
  const base = build.base?.tables.find(table => table.name === name);
  if (base === undefined) return new Map();
  const same = (await lake.files(base)).filter(isAsked);
  if (same.length === 0) return new Map();
  const damaged = new Set((await lake.changedFiles(same)).map(file => partitionKey(file.partition)));
  const sound = same.filter(file => !damaged.has(partitionKey(file.partition)));
  return Map.groupBy(sound, file => partitionKey(file.partition));
}

async function writeChanged(
  { session, data, build, warnOnce, onStatement }: Writing,
  name: string,
  spec: TableSpec,
  changed: readonly PartitionFingerprint[],
  partial: boolean,
): Promise<readonly NewFile[]> {
  if (changed.length === 0) return [];
  const prefix = `${build.prefix}${name}`;
  const before = build.base?.tables.find(table => table.name === name);
  const writing = data.writeBelow(prefix, { bytes: before?.bytes });
  const { folder, take, pour } = writing;
  if (writing.warning !== undefined) warnOnce(writing.warning);
  const written = await session
    .write({ ...spec, folder, take, pour, partitions: changed, partial, onStatement })
    .finally(() => writing.finish());
  const fingerprints = new Map(
    changed.map(({ partition, fingerprint }) => [partitionKey(partition), fingerprint]),
  );
  return written.map(({ path, partition, rows, bytes }) => ({
    path: `${prefix}${path.slice(folder.length)}`,
    partition,
    rows,
    bytes,
    fingerprint: fingerprints.get(partitionKey(partition))!,
  }));
}
