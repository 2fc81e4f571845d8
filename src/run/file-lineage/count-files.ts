import { filesColumn } from '../../check/lineage/carried-files/carried-files.ts';
import type { Column } from '../../columns/column.ts';
import { partitionKey } from '../../columns/partition-value.ts';
import { quoteIdentifier, quoteLiteral } from '../../columns/quote.ts';
import { type Relation, renderRelation } from '../../columns/relation.ts';
import type { Session } from '../../engines/session.ts';
import type { AskedValue } from './asked-partitions.ts';

/** What was counted of a partition. */
export interface CountedRows {
  readonly rows: number;
  /** By the name of the file, how many of the rows came from it, alone or with others. */
  readonly files: ReadonlyMap<string, number>;
}

/**
 * Counts the rows of a relation with `filesColumn` by partition and file.
 *
 * @param partitionColumns with the types that the release holds
 * @returns by the texts of the partition's values, as `partitionKey` writes them
 */
export async function countFiles(
  session: Pick<Session, 'query'>,
  relation: Relation,
  partitionColumns: readonly Column[],
  asked: readonly AskedValue[],
): Promise<ReadonlyMap<string, CountedRows>> {
  const { rows } = await session.query(countSql(relation, partitionColumns, asked));
  const counted = new Map<string, { rows: number; files: Map<string, number> }>();
  for (const row of rows) {
    const values = row.slice(0, -2).map(value => (value === null ? null : String(value)));
    const [file, count] = row.slice(-2);
    const key = partitionKey(values);
    const known = counted.get(key) ?? { rows: 0, files: new Map<string, number>() };
    if (file === null) known.rows = Number(count);
    else known.files.set(String(file), Number(count));
    counted.set(key, known);
  }
  return counted;
}

/** Each row counts for each of its files, and once more for none of them, so that all are counted. */
function countSql(
  relation: Relation,
  partitionColumns: readonly Column[],
  asked: readonly AskedValue[],
): string {
  const typed = partitionColumns.map(({ name, type }) => `CAST(${quoteIdentifier(name)} AS ${type})`);
  const values = typed.map(
    (value, place) => `CAST(${value} AS VARCHAR) AS ${quoteIdentifier(`value_${place}`)}`,
  );
  const where = asked.map(({ place, value }) => {
    const literal = value === null ? 'NULL' : quoteLiteral(String(value));
    return `${typed[place]} IS NOT DISTINCT FROM CAST(${literal} AS ${partitionColumns[place]!.type})`;
  });
  const files = `unnest(list_append(${quoteIdentifier(filesColumn)}, NULL)) AS file`;
  return `SELECT *, count(*) FROM (
  SELECT ${[...values, files].join(', ')} FROM ${renderRelation(relation)}
  ${where.length === 0 ? '' : `WHERE ${where.join(' AND ')}`}
) GROUP BY ALL`;
}
