import { quoteIdentifier, quoteLiteral } from '../../columns/quote.ts';
import type { Sampling } from '../session.ts';

/**
 * The rows of a query that are sampled. A number or a share of rows is chosen by the hash of each row, so that the same
 * data give the same sample; rows that are equal come or go together.
 */
export function sampledSql(sql: string, sampling: Sampling | undefined): string {
  if (sampling === undefined) return sql;
  const rows = `SELECT * FROM (${sql}) AS row_`;
  switch (sampling.kind) {
    case 'window': {
      const column = quoteIdentifier(sampling.column);
      const [start, end] = [sampling.start, sampling.end].map(
        time => `CAST(${quoteLiteral(time)} AS TIMESTAMP)`,
      );
      return `${rows} WHERE ${column} >= ${start} AND ${column} < ${end}`;
    }
    case 'rows':
      return `${rows} ORDER BY hash(row_), CAST(row_ AS VARCHAR) LIMIT ${Math.trunc(sampling.count)}`;
    case 'share':
      return `${rows} WHERE hash(row_) % 1000000 < ${Math.round(sampling.percent * 10000)}`;
  }
}
