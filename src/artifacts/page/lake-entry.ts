import { relative } from 'node:path';
import type { PartitionValue } from '../../columns/partition-value.ts';
import type { Config } from '../../config/config.ts';
import { isS3Address } from '../../config/s3-address.ts';
import type { TableDifference } from '../../release/diff.ts';
import type { DataFile, ReleasedTable } from '../../release/documents.ts';
import type { ListedRelease } from '../../release/history.ts';
import type { LakeReader } from '../../release/lake-reader.ts';

/** A table of a release, without what only its files need. */
export type TableEntry = Pick<ReleasedTable, 'name' | 'version' | 'rows' | 'files' | 'bytes' | 'node'> &
  Partial<Pick<ReleasedTable, 'sample'>>;

export interface ReleaseEntry extends Pick<ListedRelease, 'state' | 'supersededAt'> {
  readonly release: string;
  /** ISO 8601, UTC: when its id was made, which is when the build began that it is of. */
  readonly begunAt: string;
  readonly createdAt: string;
  readonly command: string;
  readonly tested: boolean;
  readonly rolledBackTo: string | null;
  readonly tables: readonly TableEntry[];
}

export interface PartitionEntry {
  readonly values: readonly PartitionValue[];
  readonly rows: number;
  readonly bytes: number;
  readonly files: number;
}

/** A table of the current release with what it consists of. */
export interface CurrentTable extends Pick<ReleasedTable, 'name' | 'format' | 'partitionColumns'> {
  /** How many there are; `partitions` holds the first of them. */
  readonly partitionCount: number;
  readonly partitions: readonly PartitionEntry[];
  /** Bytes of the file in the middle. */
  readonly medianFileBytes: number;
}

export interface LakeEntry {
  /** A folder of the project is named relative to it. */
  readonly label: string;
  /** The newest first; empty when nothing was published. */
  readonly releases: readonly ReleaseEntry[];
  /** By unique id of the node. */
  readonly tables: Readonly<Record<string, CurrentTable>>;
  /** What the current release changed; null when there is nothing to compare it with. */
  readonly changes: readonly TableDifference[] | null;
}

/** More would make a page that nobody reads. */
const MOST_PARTITIONS = 1000;
const MOST_CHANGED_PARTITIONS = 100;

/** What the page tells of a lake: its releases, and the files of the current one. */
export async function lakeEntry(config: Config, lake: LakeReader): Promise<LakeEntry> {
  const releases = await lake.list();
  const [current] = releases;
  const tables = await Promise.all(
    (current?.release.tables ?? []).map(
      async table => [table.node, await currentTable(table, lake)] as const,
    ),
  );
  return {
    label: labelOf(config),
    releases: releases.map(releaseEntry),
    tables: Object.fromEntries(tables),
    changes: await changesOf(releases, lake),
  };
}

function labelOf({ projectDir, target }: Config): string {
  return isS3Address(target.lake) ? target.lake : relative(projectDir, target.lake) || '.';
}

function releaseEntry({ release, state, supersededAt }: ListedRelease): ReleaseEntry {
  const { release: id, createdAt, command, tested, rolledBackTo, tables } = release;
  const begunAt = beginningOf(id) ?? createdAt;
  return {
    ...{ release: id, state, supersededAt, begunAt, createdAt, command, tested, rolledBackTo },
    tables: tables.map(({ name, version, rows, files, bytes, node, sample }) => ({
      ...{ name, version, rows, files, bytes, node },
      ...(sample !== undefined && { sample }),
    })),
  };
}

/** An id is a UUIDv7, whose first 48 bits are a time. */
function beginningOf(id: string): string | undefined {
  const time = Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
  return Number.isFinite(time) ? new Date(time).toISOString() : undefined;
}

async function currentTable(table: ReleasedTable, lake: Pick<LakeReader, 'files'>): Promise<CurrentTable> {
  const { name, format, partitionColumns, bytes } = table;
  const whole = { name, format, partitionColumns, partitionCount: 1, partitions: [], medianFileBytes: bytes };
  // A list of files is a file of its own, which for most tables says nothing new.
  if (partitionColumns.length === 0 && table.files <= 1) return whole;
  const files = await lake.files(table);
  const groups = Map.groupBy(files, file => JSON.stringify(file.partition));
  const sizes = files.map(({ bytes }) => bytes).sort((a, b) => a - b);
  const listed = partitionColumns.length === 0 ? [] : [...groups.values()].slice(0, MOST_PARTITIONS);
  return {
    ...whole,
    partitionCount: groups.size,
    partitions: listed.map(partitionEntry),
    medianFileBytes: sizes[Math.floor(sizes.length / 2)] ?? 0,
  };
}

function partitionEntry(files: readonly DataFile[]): PartitionEntry {
  const sum = (of: (file: DataFile) => number) => files.reduce((total, file) => total + of(file), 0);
  return {
    values: files[0]!.partition,
    rows: sum(file => file.rows),
    bytes: sum(file => file.bytes),
    files: files.length,
  };
}

async function changesOf(
  releases: readonly ListedRelease[],
  lake: Pick<LakeReader, 'diff'>,
): Promise<readonly TableDifference[] | null> {
  const [after, before] = releases.filter(({ state }) => state !== 'dropped').map(({ release }) => release);
  if (before === undefined || after === undefined) return null;
  const changes = await lake.diff(before.release, after.release);
  return changes.map(change => ({
    ...change,
    partitions: change.partitions.slice(0, MOST_CHANGED_PARTITIONS),
  }));
}
