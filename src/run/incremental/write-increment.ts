import { partitionKey } from '../../columns/partition-value.ts';
import type { PartitionFingerprint } from '../../engines/session.ts';
import type { DataFile } from '../../release/documents.ts';
import type { NewFile } from '../../release/table-change.ts';
import { type TableIncrement, untouchedFiles } from './increments.ts';

/** What of a table's increment is written, and what stays. */
export interface IncrementFiles {
  /** Partitions of the part that have to be written. */
  readonly changed: readonly PartitionFingerprint[];
  /** The files of the table afterwards, when those of `changed` are written. */
  files(written: readonly NewFile[]): readonly (DataFile | NewFile)[];
  /** Partitions whose files are those of the release. */
  readonly unchanged: number;
}

/**
 * Decides which partitions of what is new are written. One that is replaced by the same rows keeps its files. One that
 * rows are added to keeps them, too, and all of its files get the fingerprint of the whole, as if it had been written at once.
 *
 * @param fingerprints of the part that holds what is new
 */
export function planIncrement(
  increment: TableIncrement,
  fingerprints: readonly PartitionFingerprint[],
): IncrementFiles {
  const { before, replaced } = increment;
  const now = new Map(fingerprints.map(each => [partitionKey(each.partition), each.fingerprint]));
  const untouched = untouchedFiles(before, increment);
  const isSame = (file: DataFile) => now.get(partitionKey(file.partition)) === file.fingerprint;
  const stays = new Set(untouched);
  const kept = replaced.length === 0 ? [] : before.filter(file => !stays.has(file) && isSame(file));
  const same = new Set(kept.map(file => partitionKey(file.partition)));
  const joined = new Map(
    untouched.flatMap(({ partition, fingerprint }) => {
      const key = partitionKey(partition);
      const added = now.get(key);
      return added === undefined ? [] : [[key, joinFingerprints(fingerprint, added)] as const];
    }),
  );
  const rejoin = <File extends DataFile | NewFile>(file: File): File => {
    const fingerprint = joined.get(partitionKey(file.partition));
    return fingerprint === undefined ? file : { ...file, fingerprint };
  };
  return {
    changed: fingerprints.filter(({ partition }) => !same.has(partitionKey(partition))),
    files: written => [...untouched.map(rejoin), ...kept, ...written.map(rejoin)],
    unchanged: new Set(
      [...untouched, ...kept].map(file => partitionKey(file.partition)).filter(key => !joined.has(key)),
    ).size,
  };
}

/**
 * The fingerprint of rows of which two sets have these, `tag:rows:sum-sum`. Sums of hashes add up; those of another engine
 * or other settings do not, and then it equals no other.
 */
export function joinFingerprints(one: string, other: string): string {
  const [tag, rows, sums] = one.split(':');
  const [otherTag, otherRows, otherSums] = other.split(':');
  if (tag !== otherTag || sums === undefined || otherSums === undefined) return `${one}+${other}`;
  const total = (left: string, right: string) => String(BigInt(left) + BigInt(right));
  const rightSums = otherSums.split('-');
  const joined = sums.split('-').map((sum, index) => total(sum, rightSums[index]!));
  return [tag, total(rows!, otherRows!), joined.join('-')].join(':');
}
