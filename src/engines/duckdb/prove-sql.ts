import { quoteIdentifier, quoteLiteral } from '../../columns/quote.ts';
import { typeFamily } from '../../columns/type-family.ts';
import type { ColumnClaim } from '../../compile/node.ts';
import type { CountedFiles } from '../session.ts';
import { pathsSql } from './read-released-sql.ts';

/**
 * One row that says of each claim whether the statistics in the footers of Parquet files show it. Statistics of a column
 * count only when every row of every file is behind them: an older file may lack the column.
 */
export function proveSql({ files, columns, rows }: CountedFiles, claims: readonly ColumnClaim[]): string {
  const names = [...new Set(claims.map(({ column }) => quoteLiteral(column)))].join(', ');
  const proofs = claims.map(claim => {
    const type = columns.find(({ name }) => name === claim.column)?.type ?? '';
    return claim.failing === undefined ? noNulls(claim, rows) : noneFails(claim, claim.failing, type, rows);
  });
  return `with chunks as materialized (
  select path_in_schema as name, row_group_num_rows as n, stats_null_count as nulls,
    stats_min_value as low, stats_max_value as high
  from parquet_metadata(${pathsSql(files)})
  where path_in_schema in (${names})
)
select ${proofs.join(',\n  ')}`;
}

function noNulls({ column }: ColumnClaim, rows: number): string {
  return `(select sum(n) = ${rows} and count(nulls) = count(*) and sum(nulls) = 0
    from chunks where name = ${quoteLiteral(column)})`;
}

/** Of a column of NULL only there are no bounds, which is as good. */
function noneFails({ column }: ColumnClaim, failing: string, type: string, rows: number): string {
  if (!hasExactBounds(type)) return 'false';
  const [low, high] = ['low', 'high'].map(bound => `try_cast(${bound} as ${type})`);
  const from = `from chunks where name = ${quoteLiteral(column)}`;
  return `(select sum(n) = ${rows}
      and count(*) filter (where (${low} is null or ${high} is null) and coalesce(nulls, 0) < n) = 0 ${from})
    and (select count(*) = 0 from (
      select unnest([min(${low}), max(${high})]) as ${quoteIdentifier(column)} ${from}) as bounds where ${failing}\n)`;
}

/** Texts may be cut, floating numbers may be NaN, and times finer than a microsecond are told rounded. */
function hasExactBounds(type: string): boolean {
  return typeFamily(type) === 'exact number' || type === 'DATE' || type === 'TIMESTAMP';
}
