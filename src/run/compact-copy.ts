import { isExactInParquet } from '../columns/parquet-type.ts';
import type { Session, TableSpec } from '../engines/session.ts';
import { sum } from '../storage/sum.ts';

/** Whether opening the files of a table takes longer than reading them, and its rows take little memory. */
export function isSwarm(files: readonly { readonly bytes: number }[]): boolean {
  return files.length >= 1_000 && sum(files.map(({ bytes }) => bytes)) <= 64_000_000;
}

/**
 * The rows of a table once more, as one file, which whoever wants all of them reads instead of its many small ones; undefined
 * where these are few. Partition columns may have types that a path holds and Parquet does not: then there is none.
 */
export async function compactCopy(
  session: Pick<Session, 'compact'>,
  spec: TableSpec,
  files: readonly { readonly bytes: number }[],
): Promise<Uint8Array | undefined> {
  const isKept = spec.format === 'parquet' && spec.columns.every(({ type }) => isExactInParquet(type));
  return isKept && isSwarm(files) ? session.compact(spec) : undefined;
}
