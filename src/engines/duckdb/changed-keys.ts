import { findColumn } from '../../columns/find-column.ts';
import type { PartitionValue } from '../../columns/partition-value.ts';
import { quoteIdentifier, quoteIdentifiers, quoteLiteral } from '../../columns/quote.ts';
import { type Relation, renderRelation } from '../../columns/relation.ts';
import type { IncrementSpec, TableChanges } from '../session.ts';
import type { ConnectionPool } from './connection-pool.ts';
import { partitionListSql } from './fingerprint-sql.ts';
import type { Create } from './increment.ts';
import { readReleasedSql } from './read-released-sql.ts';

/** The keys of rows that changed, in a table of their own. */
export interface ChangedKeys {
  readonly relation: Relation;
  readonly columns: readonly string[];
  /** A condition that every row with such a key meets, by what the row is called: it lets files be passed over. */
  readonly within: (row: string) => string;
}

/**
 * Finds the keys of all rows in partitions that changed, as they were and as they are, and binds the relation that a query reads
 * to the rows of the table that have one of them.
 */
export async function bindChanges(
  pool: Pick<ConnectionPool, 'query'>,
  create: Create,
  { relation, table, partitions, before }: TableChanges,
  { uniqueKey: columns }: Pick<IncrementSpec, 'uniqueKey'>,
): Promise<ChangedKeys> {
  const keys = { relation: { schema: relation.schema, name: `${relation.name}/keys` }, columns };
  const names = quoteIdentifiers(columns);
  const now = `SELECT ${names} FROM ${renderRelation(table)} WHERE ${isInSql(before.partitionColumns, partitions)}`;
  const then = `SELECT ${names} FROM (${readReleasedSql(before)})`;
  await create('TABLE', keys.relation, `SELECT DISTINCT ${names} FROM (${now} UNION ALL ${then})`);
  const type = findColumn(before.columns, columns[0]!)!.type;
  const changed = { ...keys, within: await boundsOf(pool, keys.relation, columns[0]!, type) };
  const rows = `SELECT * FROM ${renderRelation(table)} AS theirs WHERE ${hasChangedKeySql(changed, 'theirs')}`;
  await create('VIEW', relation, rows);
  return changed;
}

export async function unbindChanges(
  pool: Pick<ConnectionPool, 'run'>,
  { relation }: TableChanges,
  keys: ChangedKeys,
): Promise<void> {
  await pool.run(`DROP VIEW ${renderRelation(relation)}`);
  await pool.run(`DROP TABLE ${renderRelation(keys.relation)}`);
}

/** Whether a row has a key that changed. NULL is a key like another. */
export function hasChangedKeySql({ relation, columns, within }: ChangedKeys, row: string): string {
  const same = columns.map(quoteIdentifier).map(key => `keys.${key} IS NOT DISTINCT FROM ${row}.${key}`);
  return `(${within(row)} AND EXISTS (SELECT 1 FROM ${renderRelation(relation)} AS keys WHERE ${same.join(' AND ')}))`;
}

function isInSql(columns: readonly string[], partitions: readonly (readonly PartitionValue[])[]): string {
  const lists = partitions.map(values => {
    const texts = values.map(value => (value === null ? 'NULL' : quoteLiteral(String(value))));
    return `[${texts.join(', ')}]::VARCHAR[]`;
  });
  return lists.length === 0 ? 'false' : `${partitionListSql(columns)} IN (${lists.join(', ')})`;
}

async function boundsOf(
  pool: Pick<ConnectionPool, 'query'>,
  keys: Relation,
  column: string,
  type: string,
): Promise<ChangedKeys['within']> {
  const key = quoteIdentifier(column);
  const { rows } = await pool.query(
    `SELECT CAST(min(${key}) AS VARCHAR), CAST(max(${key}) AS VARCHAR), count(*) > count(${key}) FROM ${renderRelation(keys)}`,
  );
  const [least, most, hasNull] = rows[0]!;
  if (hasNull === true) return () => 'true';
  if (least === null || most === null) return () => 'false';
  const [low, high] = [least, most].map(value => `CAST(${quoteLiteral(String(value))} AS ${type})`);
  return row => `coalesce(${row}.${key} BETWEEN ${low} AND ${high}, false)`;
}
