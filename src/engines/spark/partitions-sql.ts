import { parseColumnType } from '../../columns/parse-column-type.ts';
import type { TableSpec } from '../session.ts';
import { quoteSparkName } from './quote-spark.ts';
import { sparkTable } from './table-names.ts';

/**
 * One row per partition: its values as text, `rows`, and `sums`: two sums of row hashes with different seeds, which do not
 * depend on the order of rows. xxhash64 passes over NULLs, so whether a value is one is hashed, too.
 *
 * @see https://spark.apache.org/docs/latest/api/sql/#xxhash64
 */
export function partitionsSql(spec: TableSpec): string {
  const keys = spec.partitionBy.map(name => `CAST(${quoteSparkName(name)} AS STRING)`);
  const values = keys.map((key, place) => `${key} AS __sparkify_key_${place}, `).join('');
  const sums = [1, 2].map(seed => sumSql(seed, spec)).join(`, '-', `);
  const groups = keys.length === 0 ? '' : ` GROUP BY ${keys.join(', ')}`;
  return `SELECT ${values}count(*) AS rows, concat(${sums}) AS sums FROM ${sparkTable(spec.relation)}${groups}`;
}

/** A long would overflow. */
function sumSql(seed: number, { columns }: TableSpec): string {
  const values = columns.flatMap(({ name, type }) => {
    const column = quoteSparkName(name);
    return [hashable(column, type), `isnull(${column})`];
  });
  const hash = `xxhash64(${[String(seed), ...values].join(', ')})`;
  return `CAST(coalesce(sum(CAST(${hash} AS DECIMAL(20,0))), 0) AS STRING)`;
}

/** Spark hashes no maps, and passes over NULLs inside of lists and structs. */
function hashable(column: string, type: string): string {
  const { kind } = parseColumnType(type);
  const isNested = kind === 'struct' || kind === 'list' || kind === 'array' || kind === 'map';
  return isNested ? `to_json(${column}, map('ignoreNullFields', 'false'))` : column;
}
