import type { Column } from '../../columns/column.ts';
import { quoteIdentifier } from '../../columns/quote.ts';

/** How the values of a column are told of. `other` are lists, structs and bytes, of which only NULL and difference count. */
export type ProfileKind = 'number' | 'time' | 'text' | 'boolean' | 'other';

/** Points of the distribution that are asked for: 0, 5, …, 100 percent. */
export const PROFILE_QUANTILES: readonly number[] = Array.from({ length: 21 }, (_, index) => index / 20);

/** About how many rows of a larger table the most frequent values are counted in, and how many of these are told. */
export const TOP_ROWS = 100_000;
const TOP_VALUES = 10;

const LONGEST_VALUE = 200;

export function profileKind(type: string): ProfileKind {
  if (/^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL\(\d+,\d+\))$/.test(type)) return 'number';
  if (/^(DATE|TIMESTAMP)/.test(type) && !type.endsWith(']')) return 'time';
  if (type === 'BOOLEAN') return 'boolean';
  return /^(VARCHAR|UUID|ENUM\(.*\)|TIME|INTERVAL)$/.test(type) ? 'text' : 'other';
}

/**
 * One row with a struct for each column, out of one scan: how many values there are and how many different ones, the
 * smallest and the largest as text, and points of the distribution. Times are milliseconds since 1970 there.
 *
 * @param from what stands after FROM
 */
export function profileSql(columns: readonly Column[], from: string): string {
  const parts = columns.map(({ name, type }, index) => {
    const column = quoteIdentifier(name);
    const kind = profileKind(type);
    const number = numberSql(column, kind);
    const fields = [
      `present: count(${column})`,
      `different: approx_count_distinct(${column})`,
      `smallest: ${kind === 'other' ? 'NULL' : textSql(`min(${column})`)}`,
      `largest: ${kind === 'other' ? 'NULL' : textSql(`max(${column})`)}`,
      `quantiles: ${number === undefined ? 'NULL' : `approx_quantile(${number}, [${PROFILE_QUANTILES.join(', ')}])`}`,
    ];
    return `{${fields.join(', ')}} AS c${index}`;
  });
  return `SELECT count(*) AS "rows", ${parts.join(', ')} FROM ${from}`;
}

/** Infinity and what is no number have no place among the others. */
function numberSql(column: string, kind: ProfileKind): string | undefined {
  const number = `CAST(${column} AS DOUBLE)`;
  if (kind === 'number') return `CASE WHEN isfinite(${number}) THEN ${number} END`;
  const time = `CAST(${column} AS TIMESTAMP)`;
  return kind === 'time'
    ? `CASE WHEN isfinite(${time}) THEN CAST(epoch_ms(${time}) AS DOUBLE) END`
    : undefined;
}

export interface ValuesAsked {
  readonly name: string;
  readonly place: number;
  /** Whether its most frequent values are asked for. */
  readonly isListed: boolean;
}

/** The place of the row that tells how many rows were counted. */
export const COUNTED_PLACE = -1;

/**
 * What needs the values of a column apart from each other: each row with the place of its column, a value and how often it is
 * there; for each column a row with the number of different values instead; and one with the number of rows.
 *
 * @param share of the rows, chosen at random, when not all are to be counted
 */
export function valuesSql(columns: readonly ValuesAsked[], from: string, share?: number): string {
  const names = columns.map(({ name }) => quoteIdentifier(name)).join(', ');
  const parts = columns.flatMap(({ name, place, isListed }) => {
    const column = quoteIdentifier(name);
    const different = `(SELECT ${place} AS place, NULL AS value, count(DISTINCT ${column}) AS times FROM counted_rows)`;
    const top = `(SELECT ${place} AS place, ${textSql(column)} AS value, count(*) AS times FROM counted_rows WHERE ${column} IS NOT NULL GROUP BY ${column} ORDER BY times DESC, value LIMIT ${TOP_VALUES})`;
    return isListed ? [different, top] : [different];
  });
  const counted = `(SELECT ${COUNTED_PLACE} AS place, NULL AS value, count(*) AS times FROM counted_rows)`;
  const chosen = share === undefined ? '' : ` TABLESAMPLE bernoulli(${(100 * share).toFixed(6)} PERCENT)`;
  const rows = `counted_rows AS MATERIALIZED (SELECT ${names} FROM ${from}${chosen})`;
  return `WITH ${rows} SELECT place, value, times FROM (${[counted, ...parts].join(' UNION ALL ')}) ORDER BY place, times DESC, value`;
}

function textSql(sql: string): string {
  return `left(CAST(${sql} AS VARCHAR), ${LONGEST_VALUE})`;
}
