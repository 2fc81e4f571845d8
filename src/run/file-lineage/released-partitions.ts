import { hiveSegment } from '../../columns/hive-path.ts';
import { integerRanges } from '../../columns/integer-ranges.ts';
import { type PartitionValue, partitionKey } from '../../columns/partition-value.ts';
import type { DataFile } from '../../release/documents.ts';
import { sum } from '../../storage/sum.ts';

/** A partition of a published table, by its files. */
export interface ReleasedPartition {
  readonly partition: readonly PartitionValue[];
  readonly rows: number;
  /** The releases that wrote its files, the oldest first. */
  readonly writtenBy: readonly string[];
}

/** The partitions that a list of files names, in the order of their values; one without values when it names none. */
export function releasedPartitions(files: readonly DataFile[]): readonly ReleasedPartition[] {
  const byKey = Map.groupBy(files, file => partitionKey(file.partition));
  const found = [...byKey.values()]
    .map(files => ({
      partition: files[0]!.partition,
      rows: sum(files.map(({ rows }) => rows)),
      writtenBy: releasesOf(files),
    }))
    // A table without rows has a file, too, which is in no partition.
    .filter(({ partition, rows }) => partition.length === 0 || rows > 0);
  const ofNumbers = (files[0]?.partition ?? []).map((_, place) =>
    found.every(({ partition }) => partition[place] === null || isNumber(partition[place]!)),
  );
  return found.toSorted((left, right) => compare(left.partition, right.partition, ofNumbers));
}

/** The releases that wrote files, the oldest first. */
export function releasesOf(files: readonly DataFile[]): readonly string[] {
  // `files/<release>/…`, and ids of releases grow with time.
  return [...new Set(files.map(({ path }) => path.split('/')[1]!))].toSorted();
}

/** Whether a partition column holds whole numbers that JavaScript can hold, in all partitions. */
export function isNumeric(
  type: string,
  place: number,
  partitions: readonly Pick<ReleasedPartition, 'partition'>[],
): boolean {
  const values = partitions.map(({ partition }) => partition[place]!);
  return (
    type in integerRanges && values.every(value => value === null || Number.isSafeInteger(Number(value)))
  );
}

/** `year=2018/month=11`, as the folders of the lake are called. */
export function partitionLabel(columns: readonly string[], partition: readonly PartitionValue[]): string {
  return partition.map((value, place) => hiveSegment(columns[place]!, value)).join('/');
}

function isNumber(value: PartitionValue): boolean {
  return typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value));
}

/** Numbers by what they are worth: the tenth month stands behind the ninth. What has no value stands last. */
function compare(
  left: readonly PartitionValue[],
  right: readonly PartitionValue[],
  ofNumbers: readonly boolean[],
): number {
  for (const [place, value] of left.entries()) {
    const other = right[place]!;
    if (value === other) continue;
    if (value === null || other === null) return value === null ? 1 : -1;
    const worth = ofNumbers[place] ? Number(value) - Number(other) : 0;
    const order = worth || String(value).localeCompare(String(other), 'en', { numeric: true });
    if (order !== 0) return order;
  }
  return 0;
}
