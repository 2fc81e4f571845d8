import type { Column } from '../../columns/column.ts';
import type { JsonValue } from '../../config/json-value.ts';
import {
  COUNTED_PLACE,
  profileKind,
  profileSql,
  TOP_ROWS,
  valuesSql,
} from '../../engines/duckdb/profile-sql.ts';
import type { Session } from '../../engines/session.ts';
import type { ColumnProfile, TableProfile } from './table-profile.ts';

const SAMPLE_ROWS = 20;

/** A number or time with more different values is told of by its distribution alone. */
const MOST_TO_LIST = 20;

/**
 * What is in the rows of a query. They are read twice: all of them for what there is of each column, and once more for the
 * most frequent values, of which about a hundred thousand rows, chosen at random, are enough.
 *
 * @param sql a SELECT
 * @throws SparkifyError what the engine says
 */
export async function profileTable(session: Pick<Session, 'query'>, sql: string): Promise<TableProfile> {
  const from = `(${sql}) AS profiled_rows`;
  const { columns, rows: sample } = await session.query(sql, SAMPLE_ROWS);
  const [row = []] = (await session.query(profileSql(columns, from))).rows;
  const [rows, ...found] = row;
  const total = Number(rows);
  const facts = columns.map((column, index) => columnFacts(column, total, found[index] as unknown as Found));
  const asked = facts.map((column, place) => ({
    name: column.name,
    place,
    isListed: isListed(column, total),
  }));
  const isWhole = total <= TOP_ROWS;
  const values = await countValues(session, valuesSql(asked, from, isWhole ? undefined : TOP_ROWS / total));
  return {
    rows: total,
    columns: facts.map((column, place) => ({
      ...column,
      ...(isWhole && { distinct: values.different.get(place) ?? column.distinct }),
      top: values.top.get(place) ?? [],
    })),
    counted_rows: isWhole ? null : (values.different.get(COUNTED_PLACE) ?? 0),
    sample,
  };
}

/** Whether its values repeat so much that the most frequent ones say something. */
function isListed({ kind, distinct, nulls }: Omit<ColumnProfile, 'top'>, rows: number): boolean {
  if (kind === 'boolean') return true;
  const repeats = distinct <= (rows - nulls) / 2;
  return repeats && (kind === 'text' || (kind !== 'other' && distinct <= MOST_TO_LIST));
}

/** As `profileSql` names it. */
interface Found {
  readonly present: JsonValue;
  readonly different: JsonValue;
  readonly smallest: string | null;
  readonly largest: string | null;
  readonly quantiles: readonly (number | null)[] | null;
}

function columnFacts({ name, type }: Column, rows: number, found: Found): Omit<ColumnProfile, 'top'> {
  const present = Number(found.present);
  const quantiles = found.quantiles?.map(Number) ?? null;
  return {
    ...{ name, type, kind: profileKind(type) },
    nulls: rows - present,
    // An estimate may say more than there can be.
    distinct: Math.min(Number(found.different), present),
    min: found.smallest,
    max: found.largest,
    quantiles: quantiles?.every(Number.isFinite) ? quantiles : null,
  };
}

interface CountedValues {
  /** How many different values there are, by the place of the column, and how many rows. */
  readonly different: ReadonlyMap<number, number>;
  readonly top: ReadonlyMap<number, ColumnProfile['top']>;
}

async function countValues(session: Pick<Session, 'query'>, sql: string): Promise<CountedValues> {
  const different = new Map<number, number>();
  const top = new Map<number, { value: string; count: number }[]>();
  for (const [place, value, times] of (await session.query(sql)).rows) {
    if (value === null) different.set(Number(place), Number(times));
    else
      top.set(Number(place), [
        ...(top.get(Number(place)) ?? []),
        { value: String(value), count: Number(times) },
      ]);
  }
  return { different, top };
}
