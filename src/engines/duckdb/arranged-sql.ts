import { quoteIdentifier, quoteIdentifiers } from '../../columns/quote.ts';
import { type Relation, renderRelation } from '../../columns/relation.ts';
import type { WriteSpec } from '../session.ts';
import { onlySql } from './copy-sql.ts';
import { partitionSql } from './fingerprint-sql.ts';

/** A copy of a table in which rows of one partition lie together and bear its number, so that each is found at once. */
export interface Arranged {
  readonly relation: Relation;
  /** Name of the column that holds the number. */
  readonly number: string;
}

/** Where the copy lies. No model has such a name, since none is a file's. */
export function arranged({ relation, columns }: WriteSpec): Arranged {
  const names = new Set(columns.map(column => column.name.toLowerCase()));
  let number = 'partition';
  while (names.has(number)) number += '_';
  return { relation: { schema: relation.schema, name: `${relation.name}/partitions` }, number };
}

/** Makes the copy, of the partitions in `spec.only` when they are given. */
export function arrangeSql(spec: WriteSpec, { relation, number }: Arranged): string {
  const table = renderRelation(spec.relation);
  const keys = quoteIdentifiers(spec.partitionBy);
  const only = onlySql(spec).map(condition => ` WHERE ${condition}`);
  const numbered = `SELECT ${keys}, row_number() OVER () AS "number" FROM (SELECT DISTINCT ${keys} FROM ${table}${only.join('')})`;
  const columns = spec.columns.map(column => `"rows".${quoteIdentifier(column.name)}`).join(', ');
  const isSame = spec.partitionBy
    .map(quoteIdentifier)
    .map(name => `"rows".${name} IS NOT DISTINCT FROM "keys".${name}`)
    .join(' AND ');
  const query = `SELECT ${columns}, "keys"."number" AS ${quoteIdentifier(number)} FROM ${table} AS "rows" JOIN (${numbered}) AS "keys" ON ${isSame} ORDER BY "keys"."number"`;
  return `CREATE OR REPLACE TABLE ${renderRelation(relation)} AS ${query}`;
}

/** One row per partition: its number, its values as text, and how many rows it has. */
export function arrangedPartitionsSql(spec: WriteSpec, { relation, number }: Arranged): string {
  const column = quoteIdentifier(number);
  return `SELECT ${column}, any_value(${partitionSql(spec)}), count(*) FROM ${renderRelation(relation)} GROUP BY ${column} ORDER BY ${column}`;
}
