import { partitionKey } from '../../columns/partition-value.ts';
import type { ExactFiles, PartitionFiles } from './file-lineage.ts';
import type { ReleasedPartition } from './released-partitions.ts';
import type { ToldByRows, ToldFiles } from './tell-files.ts';

/** What was told of all partitions, of one of them. */
export function partitionFiles(released: ReleasedPartition, told: readonly ToldFiles[]): PartitionFiles {
  const key = partitionKey(released.partition.map(value => (value === null ? null : String(value))));
  const counted = told.filter(each => each.kind === 'exact' && each.counted !== undefined) as ToldByRows[];
  const found = counted.map(each => each.counted!.get(key));
  // What was computed again says more than what was read.
  const [asked] = counted.toSorted((left, right) => Number(left.isReleased) - Number(right.isReleased));
  const isEmpty = released.rows === 0;
  return {
    ...released,
    rowsComputed: asked && (asked.counted!.get(key)?.rows ?? 0),
    isReleased: asked && found.every(rows => rows?.isReleased ?? isEmpty),
    sources: told.map(each => (each.kind === 'exact' ? exactFiles(each, key) : each)),
  };
}

function exactFiles({ source, counted, fileOf }: ToldByRows, key: string): ExactFiles {
  const files = [...(counted?.get(key)?.files ?? [])].map(([name, rows]) => ({ ...fileOf(name), rows }));
  return { kind: 'exact', source, files: files.toSorted((a, b) => (a.path < b.path ? -1 : 1)) };
}
