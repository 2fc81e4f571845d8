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
  return [...byKey.values()]
    .map(files => ({
      partition: files[0]!.partition,
      rows: sum(files.map(({ rows }) => rows)),
      // `files/<release>/…`, and ids of releases grow with time.
      writtenBy: [...new Set(files.map(({ path }) => path.split('/')[1]!))].toSorted(),
    }))
    .toSorted((left, right) => compare(left.partition, right.partition));
}

/** `year=2018/month=11`, as a person reads it. */
export function partitionLabel(columns: readonly string[], partition: readonly PartitionValue[]): string {
  return partition.map((value, place) => `${columns[place]}=${value ?? 'NULL'}`).join('/');
}

/** Numbers by what they are worth: the tenth month stands behind the ninth. */
function compare(left: readonly PartitionValue[], right: readonly PartitionValue[]): number {
  for (const [place, value] of left.entries()) {
    const other = right[place]!;
    const order = String(value).localeCompare(String(other), 'en', { numeric: true });
    if (order !== 0) return order;
  }
  return 0;
}
