import type { Column } from '../../columns/column.ts';
import { quoteIdentifier, quoteLiteral } from '../../columns/quote.ts';
import { type Relation, renderRelation } from '../../columns/relation.ts';
import { sameColumns } from '../../columns/same-columns.ts';
import type { QueryResult, Session } from '../../engines/session.ts';
import type { BuiltTable } from './build-side.ts';

/** How many differing rows of each side are told. */
const SHOWN = 5;

/** Columns that no model has. */
const [SIDE, PLACE] = ['__sparkify_side', '__sparkify_place'];

/** How two engines' tables of one model compare. */
export interface TableComparison {
  readonly uniqueId: string;
  readonly name: string;
  /** Rows of both sides. */
  readonly rows: readonly [ours: number, theirs: number];
  /** Columns by name and type, of which one side has others; undefined where they are the same. */
  readonly columns: readonly [ours: readonly Column[], theirs: readonly Column[]] | undefined;
  /** How many rows one side has that the other one lacks. */
  readonly missing: readonly [theirs: number, ours: number];
  /** The first of these rows of our side, then of theirs, with the name of the side in a column before them. */
  readonly sample: QueryResult | undefined;
  readonly same: boolean;
}

export interface CompareOptions {
  readonly session: Session;
  /** How far two floats may be apart, relative to the larger one. */
  readonly tolerance: number;
  /** What the sides are called. */
  readonly names: readonly [ours: string, theirs: string];
}

/**
 * Compares the rows of two tables as multisets: no order, every row as often. Floats may differ within the tolerance, also
 * where several rows have the same other values; then they are paired in the order of their floats.
 */
export async function compareTables(
  ours: BuiltTable,
  theirs: BuiltTable,
  options: CompareOptions,
): Promise<TableComparison> {
  const common = {
    uniqueId: ours.node.uniqueId,
    name: ours.node.name,
    rows: [ours.rows, theirs.rows],
  } as const;
  if (!sameColumns(ours.columns, theirs.columns)) {
    const columns = [ours.columns, theirs.columns] as const;
    return { ...common, columns, missing: [0, 0], sample: undefined, same: false };
  }
  const { session, names } = options;
  const [a, b] = await Promise.all([bind(ours, 'ours', session), bind(theirs, 'theirs', session)]);
  await session.createTable(relation('apart'), apartSql(a, b));
  await session.createTable(relation('differing'), differingSql(ours.columns, options.tolerance));
  const counted = await session.query(
    `SELECT count(*) FILTER (${SIDE} = 0), count(*) FILTER (${SIDE} = 1) FROM ${renderRelation(relation('differing'))}`,
  );
  const missing = counted.rows[0]!.map(Number) as unknown as readonly [number, number];
  const same = missing[0] + missing[1] === 0;
  const sample = same ? undefined : await session.query(sampleSql(ours.columns, names));
  for (const name of ['apart', 'differing'] as const) await session.drop(relation(name));
  return { ...common, columns: undefined, missing, sample, same };
}

/** Names that no model has: a schema of its own. */
function relation(name: 'ours' | 'theirs' | 'apart' | 'differing'): Relation {
  return { schema: '__sparkify_parity', name };
}

async function bind(table: BuiltTable, name: 'ours' | 'theirs', session: Session): Promise<string> {
  await session.bindReleased(relation(name), table);
  return renderRelation(relation(name));
}

/** What one side has more of than the other, value by value. */
function apartSql(ours: string, theirs: string): string {
  const more = (side: number, some: string, others: string) =>
    `SELECT ${side} AS ${SIDE}, * FROM (SELECT * FROM ${some} EXCEPT ALL SELECT * FROM ${others})`;
  return `${more(0, ours, theirs)} UNION ALL ${more(1, theirs, ours)}`;
}

/** Of what is apart, what no row of the other side is near to. */
function differingSql(columns: readonly Column[], tolerance: number): string {
  const apart = renderRelation(relation('apart'));
  const floats = columns.filter(isFloat).map(({ name }) => quoteIdentifier(name));
  if (floats.length === 0) return `SELECT * FROM ${apart}`;
  const others = columns.filter(column => !isFloat(column)).map(({ name }) => quoteIdentifier(name));
  const window = `(PARTITION BY ${[SIDE, ...others].join(', ')} ORDER BY ${floats.join(', ')})`;
  const numbered = `SELECT *, row_number() OVER ${window} AS ${PLACE} FROM ${apart}`;
  const isPair = [...others, PLACE].map(name => `a.${name} IS NOT DISTINCT FROM b.${name}`);
  const isNear = floats.map(name => near(`a.${name}`, `b.${name}`, tolerance));
  const pairs = `(SELECT * FROM numbered WHERE ${SIDE} = 0) AS a, (SELECT * FROM numbered WHERE ${SIDE} = 1) AS b`;
  const paired = `SELECT ${[...others, PLACE].map(name => `a.${name} AS ${name}`).join(', ')} FROM ${pairs} WHERE ${[...isPair, ...isNear].join(' AND ')}`;
  const inPair = [...others, PLACE].map(name => `p.${name} IS NOT DISTINCT FROM n.${name}`).join(' AND ');
  const names = columns.map(({ name }) => quoteIdentifier(name));
  return `WITH numbered AS (${numbered}), paired AS (${paired}) SELECT ${SIDE}, ${names.join(', ')} FROM numbered AS n WHERE NOT EXISTS (SELECT 1 FROM paired AS p WHERE ${inPair})`;
}

function isFloat({ type }: Column): boolean {
  return type === 'DOUBLE' || type === 'FLOAT';
}

function near(a: string, b: string, tolerance: number): string {
  const distance = `abs(${a} - ${b}) <= ${tolerance}::DOUBLE * greatest(abs(${a}), abs(${b}))`;
  return `(${a} IS NOT DISTINCT FROM ${b} OR (isfinite(${a}) AND isfinite(${b}) AND ${distance}))`;
}

function sampleSql(columns: readonly Column[], [ours, theirs]: CompareOptions['names']): string {
  const names = columns.map(({ name }) => quoteIdentifier(name));
  const differing = renderRelation(relation('differing'));
  const first = (side: number) =>
    `(SELECT * FROM ${differing} WHERE ${SIDE} = ${side} ORDER BY ${names.join(', ')} LIMIT ${SHOWN})`;
  const label = `CASE ${SIDE} WHEN 0 THEN ${quoteLiteral(ours)} ELSE ${quoteLiteral(theirs)} END AS ${quoteIdentifier('in')}`;
  return `SELECT ${label}, ${names.join(', ')} FROM (${first(0)} UNION ALL ${first(1)}) ORDER BY ${[...names, SIDE].join(', ')}`;
}
