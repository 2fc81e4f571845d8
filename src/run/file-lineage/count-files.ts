import { filesColumn } from '../../check/lineage/carried-files/carried-files.ts';
import type { Column } from '../../columns/column.ts';
import { findColumn } from '../../columns/find-column.ts';
import { partitionKey } from '../../columns/partition-value.ts';
import { quoteIdentifier, quoteLiteral } from '../../columns/quote.ts';
import { type Relation, renderRelation } from '../../columns/relation.ts';
import type { Session } from '../../engines/session.ts';
import type { AskedValue } from './asked-partitions.ts';

/** What was counted of a partition. */
export interface CountedRows {
  readonly rows: number;
  /** Whether they are the very rows of the release. */
  readonly isReleased: boolean;
  /** By the name of the file, how many of the rows came from it, alone or with others. */
  readonly files: ReadonlyMap<string, number>;
}

export interface CountInput {
  /** With `filesColumn`. */
  readonly relation: Relation;
  /** The table as the release holds it, where the rows were computed again. */
  readonly released: Relation | undefined;
  /** Of the table, as the release holds them. */
  readonly columns: readonly Column[];
  /** With the types that the release holds. */
  readonly partitionColumns: readonly Column[];
  readonly asked: readonly AskedValue[];
}

/**
 * Counts the rows of a relation by partition and file, and compares them with those of the release. Only what is in both or in
 * the relation is given.
 *
 * @returns by the texts of the partition's values, as `partitionKey` writes them
 */
export async function countFiles(
  session: Pick<Session, 'query'>,
  input: CountInput,
): Promise<ReadonlyMap<string, CountedRows>> {
  const isAlike = input.released === undefined || (await hasColumns(session, input));
  const { rows } = await session.query(countSql(input, isAlike ? input.columns : []));
  const counted = new Map<string, { rows: number; files: Map<string, number>; sums: Map<string, string> }>();
  for (const row of rows) {
    const values = row.slice(0, -4).map(value => (value === null ? null : String(value)));
    const [file, side, count, sums] = row.slice(-4);
    const key = partitionKey(values);
    const known = counted.get(key) ?? { rows: 0, files: new Map(), sums: new Map() };
    counted.set(key, known);
    if (file !== null) known.files.set(String(file), Number(count));
    else known.sums.set(String(side), `${count} ${sums}`);
    if (file === null && side === 'computed') known.rows = Number(count);
  }
  const isReleased = (sums: ReadonlyMap<string, string>) =>
    input.released === undefined || (isAlike && sums.get('computed') === sums.get('released'));
  return new Map(
    [...counted].map(([key, { rows, files, sums }]) => [key, { rows, files, isReleased: isReleased(sums) }]),
  );
}

/** Whether a relation has the columns of the release, and no others. */
async function hasColumns(
  session: Pick<Session, 'query'>,
  { relation, columns }: CountInput,
): Promise<boolean> {
  const { columns: found } = await session.query(`SELECT * FROM ${renderRelation(relation)} LIMIT 0`);
  const computed = found.filter(({ name }) => name !== filesColumn);
  return (
    computed.length === columns.length &&
    columns.every(({ name }) => findColumn(computed, name) !== undefined)
  );
}

/** Each row counts for each of its files, and once more for none of them, so that all are counted. */
function countSql(
  { relation, released, partitionColumns, asked }: CountInput,
  columns: readonly Column[],
): string {
  const files = `unnest(list_append(${quoteIdentifier(filesColumn)}, NULL))`;
  const side = (name: string, file: string, from: Relation) =>
    `  SELECT ${[...valuesOf(partitionColumns), `${file} AS file`, `'${name}' AS side`, ...hashesOf(columns)].join(', ')}
  FROM ${renderRelation(from)}${whereSql(partitionColumns, asked)}`;
  const computed = side('computed', files, relation);
  const rows = released === undefined ? [computed] : [computed, side('released', 'NULL', released)];
  const places = partitionColumns.map((_, place) => quoteIdentifier(`value_${place}`));
  const sums = ['first_hash', 'second_hash'].map(hash => `sum(${hash})::VARCHAR`).join(` || '-' || `);
  return `SELECT ${[...places, 'file', 'side'].join(', ')}, count(*), ${sums} FROM (
${rows.join('\n  UNION ALL\n')}
) GROUP BY ALL`;
}

function valuesOf(partitionColumns: readonly Column[]): readonly string[] {
  return partitionColumns.map(
    (column, place) => `CAST(${typed(column)} AS VARCHAR) AS ${quoteIdentifier(`value_${place}`)}`,
  );
}

function whereSql(partitionColumns: readonly Column[], asked: readonly AskedValue[]): string {
  const where = asked.map(({ place, value }) => {
    const column = partitionColumns[place]!;
    const literal = value === null ? 'NULL' : quoteLiteral(String(value));
    return `${typed(column)} IS NOT DISTINCT FROM CAST(${literal} AS ${column.type})`;
  });
  return where.length === 0 ? '' : `\n  WHERE ${where.join(' AND ')}`;
}

function typed({ name, type }: Column): string {
  return `CAST(${quoteIdentifier(name)} AS ${type})`;
}

/** Two hashes of a row, with the types that the release holds: what does not fit these is not what it holds. */
function hashesOf(columns: readonly Column[]): readonly string[] {
  const values = columns.map(({ name, type }) => `TRY_CAST(${quoteIdentifier(name)} AS ${type})`);
  return ['first_hash', 'second_hash'].map(
    (hash, index) => `hash(${[`${index + 1}::UBIGINT`, ...values].join(', ')}) AS ${hash}`,
  );
}
