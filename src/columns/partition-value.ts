/**
 * The typed value of one partition column, as JSON can hold it: text for everything but booleans and null, so that
 * 64-bit integers and decimals keep every digit. It is DuckDB's `CAST(value AS VARCHAR)`.
 */
export type PartitionValue = string | boolean | null;

/** What a NULL is called in a Hive path. */
export const HIVE_NULL = '__HIVE_DEFAULT_PARTITION__';

/** A text that is the same for equal values, to find a partition by. */
export function partitionKey(partition: readonly PartitionValue[]): string {
  return JSON.stringify(partition);
}
