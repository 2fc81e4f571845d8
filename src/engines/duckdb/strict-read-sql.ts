import type { Column } from '../../columns/column.ts';
import { quoteIdentifier } from '../../columns/quote.ts';
import { checkedRecordsSql, type RecordCheckOptions } from './checked-records-sql.ts';

/**
 * A SELECT of the declared columns of JSON files that fails rather than lose anything: at malformed JSON, at a record
 * that is no object, at a value that does not fit its type, at a key that stands twice. A key that is missing is NULL.
 * Bound as a view it keeps its word whatever is asked of it: no column left out, filter or count(*) escapes a check.
 *
 * @example
 * strictReadSql({ files: ['/data/a.json'], columns: [{ name: 'ts', type: 'BIGINT' }], undeclaredKeys: 'raise' })
 */
export function strictReadSql(options: RecordCheckOptions): string {
  const { files, columns } = options;
  if (files.length === 0) return noRowsSql(columns);
  // DuckDB does not move a filter below a projection that may raise an error, if the filter reads its result. So every
  // column reads `ok`, and count(*), which reads no column, has the WHERE.
  const values = columns.map(
    ({ name }, index) => `CASE WHEN ok THEN v${index} END AS ${quoteIdentifier(name)}`,
  );
  return `SELECT ${values.join(', ')} FROM (${checkedRecordsSql(options, 'raise')}) WHERE ok`;
}

function noRowsSql(columns: readonly Column[]): string {
  const values = columns.map(({ name, type }) => `NULL::${type} AS ${quoteIdentifier(name)}`);
  return `SELECT ${values.join(', ')} WHERE false`;
}

/** A SELECT of the files that hold records which do not fit, each once. It fails at malformed JSON only. */
export function misfitFilesSql(files: readonly string[], columns: readonly Column[]): string {
  const records = checkedRecordsSql({ files, columns, undeclaredKeys: 'pass' }, 'tell');
  return `SELECT DISTINCT filename FROM (${records}) WHERE NOT ok`;
}
