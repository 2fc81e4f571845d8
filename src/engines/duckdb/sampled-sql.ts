import { quoteIdentifier, quoteLiteral } from '../../columns/quote.ts';
import type { Sampling, Times } from '../session.ts';

/**
 * The rows of a query that are sampled. A number or a share of rows is chosen by the hash of each row, so that the same
 * data give the same sample; rows that are equal come or go together.
 */
export function sampledSql(sql: string, sampling: Sampling | undefined): string {
  if (sampling === undefined) return sql;
  const rows = `SELECT * FROM (${sql}) AS row_`;
  switch (sampling.kind) {
    case 'window':
      return `${rows} WHERE ${inWindowSql(quoteIdentifier(sampling.column), sampling)}`;
    case 'rows':
      return `${rows} ORDER BY hash(row_), CAST(row_ AS VARCHAR) LIMIT ${Math.trunc(sampling.count)}`;
    case 'share':
      return `${rows} WHERE hash(row_) % 1000000 < ${Math.round(sampling.percent * 10000)}`;
  }
}

/** That a time lies in a window. */
export function inWindowSql(column: string, { start, end }: Times): string {
  const [from, before] = [start, end].map(time => `CAST(${quoteLiteral(time)} AS TIMESTAMP)`);
  return `${column} >= ${from} AND ${column} < ${before}`;
}
