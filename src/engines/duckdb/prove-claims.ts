import { quoteIdentifier, quoteLiteral } from '../../columns/quote.ts';
import { typeFamily } from '../../columns/type-family.ts';
import type { ColumnClaim } from '../../compile/node.ts';
import type { CountedFiles, QueryResult } from '../session.ts';
import { pathsSql } from './read-released-sql.ts';

/**
 * Whether the statistics in the footers of Parquet files show each claim. Statistics of a column count only when every
 * row of every file is behind them: an older file may lack the column.
 */
export async function proveClaims(
  query: (sql: string) => Promise<QueryResult>,
  { files, columns, rows }: CountedFiles,
  claims: readonly ColumnClaim[],
): Promise<readonly boolean[]> {
  const typeOf = new Map(columns.map(({ name, type }) => [name, type]));
  const bounded = claims.filter(({ column, failing }) => failing && hasExactBounds(typeOf.get(column) ?? ''));
  const types = [...new Set(bounded.map(({ column }) => typeOf.get(column)!))];
  const found = await query(
    footersSql(pathsSql(files), rows, new Set(claims.map(({ column }) => column)), types),
  );
  const known = new Map(found.rows.map(([name, noNulls, ...bounds]) => [name, { noNulls, bounds }]));
  const boundsOf = (column: string) => known.get(column)?.bounds[types.indexOf(typeOf.get(column)!)];
  const asked = bounded.flatMap(({ column, failing }) => {
    const bounds = boundsOf(column) as readonly (string | null)[] | null | undefined;
    return bounds ? [{ column, failing: failing!, bounds, type: typeOf.get(column)! }] : [];
  });
  const kept = asked.length === 0 ? [] : (await query(boundsSql(asked))).rows[0]!;
  const within = new Set(asked.filter((_, index) => kept[index] === true).map(keyOf));
  return claims.map(claim =>
    claim.failing === undefined ? known.get(claim.column)?.noNulls === true : within.has(keyOf(claim)),
  );
}

function keyOf({ column, failing = '' }: ColumnClaim): string {
  return JSON.stringify([column, failing]);
}

/**
 * A row for each column: its name, whether it has no NULL, and for each type its least and greatest value as text; NULL
 * instead of both where not every value is within them.
 */
function footersSql(
  paths: string,
  rows: number,
  names: ReadonlySet<string>,
  types: readonly string[],
): string {
  const bounds = types.map(type => {
    const [low, high] = ['low', 'high'].map(bound => `try_cast(${bound} as ${type})`);
    // Of a chunk of NULL only there are no bounds, which is as good.
    const lacking = `count(*) filter (where (${low} is null or ${high} is null) and coalesce(nulls, 0) < n)`;
    return `case when sum(n) = ${rows} and ${lacking} = 0
    then [cast(min(${low}) as varchar), cast(max(${high}) as varchar)] end`;
  });
  const noNulls = `sum(n) = ${rows} and count(nulls) = count(*) and sum(nulls) = 0`;
  return `select ${['name', noNulls, ...bounds].join(',\n  ')}
from (
  select path_in_schema as name, row_group_num_rows as n, stats_null_count as nulls,
    stats_min_value as low, stats_max_value as high
  from parquet_metadata(${paths})
) as chunks
where name in (${[...names].map(quoteLiteral).join(', ')})
group by name`;
}

interface Bounded {
  readonly column: string;
  readonly failing: string;
  readonly type: string;
  /** The least and the greatest value. */
  readonly bounds: readonly (string | null)[];
}

/** One row that says of each condition whether neither bound of its column meets it. */
function boundsSql(asked: readonly Bounded[]): string {
  const columns = [...new Map(asked.map(each => [each.column, each])).values()];
  const row = (place: number) =>
    columns.map(({ column, type, bounds }) => {
      const bound = bounds[place] ?? null;
      return `cast(${bound === null ? 'null' : quoteLiteral(bound)} as ${type}) as ${quoteIdentifier(column)}`;
    });
  return `select ${asked.map(({ failing }) => `count(*) filter (where ${failing}\n) = 0`).join(',\n  ')}
from (select ${row(0).join(', ')} union all select ${row(1).join(', ')}) as bounds`;
}

/** Texts may be cut, floating numbers may be NaN, and times finer than a microsecond are told rounded. */
function hasExactBounds(type: string): boolean {
  return typeFamily(type) === 'exact number' || type === 'DATE' || type === 'TIMESTAMP';
}
