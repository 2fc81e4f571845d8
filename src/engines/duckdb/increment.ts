import { isDeepStrictEqual as isEqual } from 'node:util';
import type { Column } from '../../columns/column.ts';
import { findColumn } from '../../columns/find-column.ts';
import { type PartitionValue, partitionKey } from '../../columns/partition-value.ts';
import { quoteIdentifier, quoteLiteral } from '../../columns/quote.ts';
import { type Relation, renderRelation } from '../../columns/relation.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import type { Increment, IncrementSpec, OnStatement, OutdatedRows, TimedRows } from '../session.ts';
import { bindChanges, type ChangedKeys, hasChangedKeySql, unbindChanges } from './changed-keys.ts';
import type { ConnectionPool } from './connection-pool.ts';
import { partitionListSql } from './fingerprint-sql.ts';
import { readReleasedSql } from './read-released-sql.ts';
import { inWindowSql } from './sampled-sql.ts';

/** Makes a table or a view, and gives the number of rows. */
export type Create = (
  what: 'TABLE' | 'VIEW',
  relation: Relation,
  sql: string,
  onStatement?: OnStatement,
) => Promise<number>;

/**
 * Computes what is new of a table whose released rows are bound to its relation, and joins both. Only partitions that the
 * new rows concern are read and held; the relation becomes a view of the other files and of what is to be written.
 */
export async function computeIncrement(
  pool: Pick<ConnectionPool, 'query' | 'run'>,
  create: Create,
  spec: IncrementSpec,
  onStatement?: OnStatement,
): Promise<Increment> {
  const { relation } = spec;
  const parts = { fresh: beside(relation, 'new'), part: beside(relation, 'part') };
  const keys = spec.changes && (await bindChanges(pool, create, spec.changes, spec));
  // What batches were computed to lies in files, and is not held in memory as well.
  const what = spec.windows === undefined ? 'TABLE' : 'VIEW';
  const rows = await create(what, parts.fresh, spec.sql, onStatement);
  if (spec.strategy === 'merge') await refuseRepeatedKeys(pool, spec, parts.fresh);
  const goes = goesSql(spec, parts.fresh, keys);
  const replaced = await findReplaced(pool, spec, { fresh: parts.fresh, rows, goes });
  const part = partSql(spec, { fresh: parts.fresh, replaced, goes });
  const written = await create('TABLE', parts.part, part, onStatement);
  const left = { ...spec.base, files: untouched(spec, replaced) };
  const all = [
    `SELECT * FROM ${renderRelation(parts.part)}`,
    ...(left.files.length > 0 ? [readReleasedSql(left)] : []),
  ];
  await create('VIEW', relation, all.join(' UNION ALL '), onStatement);
  await pool.run(`DROP ${what} ${renderRelation(parts.fresh)}`);
  if (spec.changes !== undefined && keys !== undefined) await unbindChanges(pool, spec.changes, keys);
  return { part: parts.part, replaced, rows: written };
}

/** No model has such a name, since none is a file's. */
function beside({ schema, name }: Relation, what: string): Relation {
  return { schema, name: `${name}/${what}` };
}

async function refuseRepeatedKeys(
  pool: Pick<ConnectionPool, 'query'>,
  { uniqueKey, label }: IncrementSpec,
  fresh: Relation,
): Promise<void> {
  const keys = uniqueKey.map(quoteIdentifier);
  const known = keys.map(key => `${key} IS NOT NULL`).join(' AND ');
  const texts = keys.map(key => `CAST(${key} AS VARCHAR)`).join(` || ', ' || `);
  const { rows } = await pool.query(
    `SELECT any_value(${texts}), count(*) FROM ${renderRelation(fresh)} WHERE ${known} GROUP BY ${keys.join(', ')} HAVING count(*) > 1 LIMIT 1`,
  );
  if (rows.length === 0) return;
  const [key, count] = rows[0]!;
  throw new SparkifyError(
    'duplicate-key',
    `${label} has ${count} new rows whose ${uniqueKey.join(', ')} is ${key}, so merge cannot choose one.`,
    {
      hint: 'Let the query return one row for each unique_key, or write incremental_strategy: delete+insert.',
    },
  );
}

interface Found {
  readonly fresh: Relation;
  /** That a row of `old` goes. */
  readonly goes: string;
}

/** The partitions whose rows are all in the part that is written. */
async function findReplaced(
  pool: Pick<ConnectionPool, 'query'>,
  spec: IncrementSpec,
  { fresh, rows, goes }: Found & { readonly rows: number },
): Promise<Increment['replaced']> {
  const { base, strategy, changes, outdated, windows } = spec;
  if (!isEqual(spec.after, base.columns)) return 'all';
  const mayGo = [outdated, changes, windows].some(part => part !== undefined);
  if (strategy === 'append' || (rows === 0 && !mayGo)) return [];
  const partition = partitionListSql(base.partitionColumns);
  const inNew = `SELECT DISTINCT ${partition} AS p, true AS is_new FROM ${renderRelation(fresh)}`;
  const concerned = `SELECT DISTINCT ${partition}, false FROM ${renderRelation(spec.relation)} AS old WHERE ${goes}`;
  const query = strategy === 'insert_overwrite' ? inNew : `${inNew} UNION ALL ${concerned}`;
  const { rows: found } = await pool.query(query);
  // What follows a table grows by small files, as a table that is appended to; many of them become one.
  const files = Map.groupBy(base.files, file => partitionKey(file.partition));
  const isJoined = (key: string) => changes !== undefined && (files.get(key)?.length ?? 0) < MANY_FILES;
  const replaced = found
    .map(([values, isNew]) => ({ values: values as PartitionValue[], isNew: isNew === true }))
    .filter(({ values, isNew }) => !isNew || !isJoined(partitionKey(values)));
  return [...new Map(replaced.map(({ values }) => [partitionKey(values), values])).values()];
}

/** Files in one partition from which on what joins it writes all of it. */
const MANY_FILES = 32;

/** That a row of `old` makes room for new ones: it has the key of one, or goes by itself. */
function goesSql(
  { uniqueKey, outdated, windows }: IncrementSpec,
  fresh: Relation,
  keys: ChangedKeys | undefined,
): string {
  if (keys !== undefined) return hasChangedKeySql(keys, 'old');
  if (outdated !== undefined) return isOutdatedSql(outdated);
  if (windows !== undefined) return isTimedSql(windows, 'old');
  const same = uniqueKey.map(quoteIdentifier).map(key => `fresh.${key} = old.${key}`);
  return `EXISTS (SELECT 1 FROM ${renderRelation(fresh)} AS fresh WHERE ${same.join(' AND ')})`;
}

function isOutdatedSql({ column, values, others }: OutdatedRows): string {
  if (values.length === 0) return String(others);
  const list = values.map(quoteLiteral).join(', ');
  return `coalesce(old.${quoteIdentifier(column)} ${others ? 'NOT IN' : 'IN'} (${list}), false)`;
}

/** That a row has a time, and it lies in one of the windows. */
export function isTimedSql({ column, windows }: TimedRows, alias: string): string {
  if (windows.length === 0) return 'false';
  const time = `${alias}.${quoteIdentifier(column)}`;
  return `coalesce(${windows.map(window => `(${inWindowSql(time, window)})`).join(' OR ')}, false)`;
}

type Written = Found & { readonly replaced: Increment['replaced'] };

/** What stays of the replaced partitions, and what is new. */
function partSql(spec: IncrementSpec, written: Written): string {
  const added = `SELECT ${asAfter(spec.after, spec.columns)} FROM ${renderRelation(written.fresh)}`;
  const kept = keptSql(spec, written);
  return kept === undefined ? added : `${kept} UNION ALL ${added}`;
}

function keptSql(spec: IncrementSpec, { fresh, replaced, goes }: Written): string | undefined {
  const { base, strategy, after } = spec;
  const keys = new Set(replaced === 'all' ? [] : replaced.map(partitionKey));
  const files =
    replaced === 'all' ? base.files : base.files.filter(file => keys.has(partitionKey(file.partition)));
  if (files.length === 0 || (strategy === 'insert_overwrite' && replaced !== 'all')) return undefined;
  const old = `SELECT ${asAfter(after, base.columns)} FROM (${readReleasedSql({ ...base, files })}) AS old`;
  if (strategy === 'append') return old;
  if (strategy !== 'insert_overwrite') return `${old} WHERE NOT ${goes}`;
  const partition = partitionListSql(base.partitionColumns);
  return `${old} WHERE ${partition} NOT IN (SELECT DISTINCT ${partition} FROM ${renderRelation(fresh)})`;
}

/** Columns as the table will have them, out of those that some rows have. */
function asAfter(after: readonly Column[], have: readonly Column[]): string {
  return after
    .map(({ name, type }) => {
      const quoted = quoteIdentifier(name);
      const found = findColumn(have, name);
      const value = found === undefined ? 'NULL' : quoteIdentifier(found.name);
      return found?.type === type ? `${value} AS ${quoted}` : `CAST(${value} AS ${type}) AS ${quoted}`;
    })
    .join(', ');
}

function untouched({ base }: IncrementSpec, replaced: Increment['replaced']): IncrementSpec['base']['files'] {
  if (replaced === 'all') return [];
  const keys = new Set(replaced.map(partitionKey));
  return base.files.filter(file => !keys.has(partitionKey(file.partition)));
}
