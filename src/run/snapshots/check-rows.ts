import { findColumn } from '../../columns/find-column.ts';
import { quoteIdentifier, quoteIdentifiers } from '../../columns/quote.ts';
import { type Relation, renderRelation } from '../../columns/relation.ts';
import type { CompiledSnapshot } from '../../compile/node.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import type { Session } from '../../engines/session.ts';
import { currentSql, type NextSnapshotParts, runTime } from './snapshot-sql.ts';

type Query = Pick<Session, 'query'>;

/** How many keys a message names. */
const NAMED = 3;

/**
 * What identifies a row must be there, and once; so must the time when it changed.
 *
 * @param taken the rows of the snapshot's query
 * @throws SparkifyError bad-snapshot, duplicate-key
 */
export async function refuseBadRows(node: CompiledSnapshot, taken: Relation, session: Query): Promise<void> {
  const { uniqueKey, updatedAt } = node.snapshot;
  const needed = [...uniqueKey, ...(updatedAt === null ? [] : [updatedAt])];
  const counts = needed.map(name => `count(*) FILTER (${quoteIdentifier(name)} IS NULL)`);
  const { rows } = await session.query(`SELECT ${counts.join(', ')} FROM ${renderRelation(taken)}`);
  const missing = needed.findIndex((_, index) => Number(rows[0]![index]) > 0);
  if (missing !== -1) throw missingValue(node, needed[missing]!, String(rows[0]![missing]));
  const keys = quoteIdentifiers(uniqueKey);
  const repeated = await session.query(
    `SELECT count(*) OVER (), ${keys} FROM ${renderRelation(taken)} GROUP BY ${keys} HAVING count(*) > 1 ORDER BY ${keys} LIMIT ${NAMED}`,
  );
  if (repeated.rows.length === 0) return;
  const total = Number(repeated.rows[0]![0]);
  const values = repeated.rows.map(([, ...key]) => key.map(String).join(', '));
  const more = total > NAMED ? `, and ${total - NAMED} more` : '';
  throw new SparkifyError(
    'duplicate-key',
    `The snapshot ${node.name} gets several rows with the same unique_key (${uniqueKey.join(', ')}): ${values.join('; ')}${more}.`,
    {
      at: node.at,
      hint: 'Let what it reads return one row for each key, or add columns to unique_key until they tell rows apart.',
    },
  );
}

function missingValue({ name, snapshot, at }: CompiledSnapshot, column: string, rows: string): SparkifyError {
  const setting = snapshot.uniqueKey.includes(column) ? 'unique_key' : 'updated_at';
  const what = rows === '1' ? 'one row' : `${rows} rows`;
  return new SparkifyError(
    'bad-snapshot',
    `The snapshot ${name} gets ${what} in which ${column}, its ${setting}, is NULL.`,
    { at, hint: `Leave such rows out of what it reads, or name another ${setting}.` },
  );
}

/**
 * As in dbt, columns keep the types that they have; here, values that these cannot hold are refused.
 *
 * @throws SparkifyError schema-changed
 */
export async function refuseLossyTypes(
  node: CompiledSnapshot,
  { query, before, taken }: NextSnapshotParts,
  session: Query,
): Promise<void> {
  for (const { name, type } of query) {
    const kept = findColumn(before, name);
    if (kept === undefined || kept.type === type) continue;
    const value = quoteIdentifier(name);
    const { rows } = await session.query(
      `SELECT CAST(${value} AS VARCHAR) FROM ${renderRelation(taken)} WHERE TRY_CAST(TRY_CAST(${value} AS ${kept.type}) AS ${type}) IS DISTINCT FROM ${value} LIMIT 1`,
    );
    if (rows.length === 0) continue;
    throw new SparkifyError(
      'schema-changed',
      `${node.name}.${name} was ${kept.type} and is ${type} now: ${rows[0]![0]} does not fit.`,
      {
        at: node.at,
        hint: `Cast it to ${kept.type} in what the snapshot reads, or give the column another name there.`,
      },
    );
  }
}

/**
 * A snapshot that goes by the times of runs cannot go back behind the last one.
 *
 * @throws SparkifyError bad-snapshot
 */
export async function refuseEarlierClock(
  node: CompiledSnapshot,
  parts: NextSnapshotParts,
  session: Query,
): Promise<void> {
  const { snapshot, table, time } = parts;
  if (snapshot.updatedAt !== null) return;
  const from = quoteIdentifier(snapshot.columns.validFrom);
  const { rows } = await session.query(
    `SELECT CAST(max(${from}) AS VARCHAR) FROM ${renderRelation(table)} WHERE (${currentSql(parts)}) AND ${from} >= ${runTime(parts)}`,
  );
  const latest = rows[0]![0];
  if (latest === null) return;
  throw new SparkifyError(
    'bad-snapshot',
    `The snapshot ${node.name} holds rows since ${latest}, and this run began before that, at ${time} (UTC).`,
    { at: node.at, hint: 'Set the clock of this machine right, then run it again.' },
  );
}
