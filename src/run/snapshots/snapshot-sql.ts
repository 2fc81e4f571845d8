import type { Column } from '../../columns/column.ts';
import { findColumn } from '../../columns/find-column.ts';
import { quoteIdentifier, quoteLiteral } from '../../columns/quote.ts';
import { type Relation, renderRelation } from '../../columns/relation.ts';
import type { SnapshotConfig } from '../../compile/snapshot-config.ts';

/** What the SQL of a snapshot is made of. */
export interface SnapshotParts {
  readonly snapshot: SnapshotConfig;
  /** Holds the rows of the query. */
  readonly taken: Relation;
  /** Of the table as it will be. */
  readonly columns: readonly Column[];
  /** Those that the query returns. */
  readonly query: readonly Column[];
  /** When the run began: a time in UTC, as SQL writes it. */
  readonly time: string;
}

/** A snapshot of which there is a table already. */
export interface NextSnapshotParts extends SnapshotParts {
  readonly table: Relation;
  readonly before: readonly Column[];
}

// No column has such a name: it could stand for a whole row otherwise.
const [now, old, ended] = ['"/now"', '"/old"', '"/ended"'];
const [begin, end] = ['"/begin"', '"/end"'];

/** All rows, each as the first state that is known of its key. */
export function firstStatesSql(parts: SnapshotParts): string {
  const begins = updatedAt(parts) ?? runTime(parts);
  return `SELECT ${newState(parts, begins)} FROM ${renderRelation(parts.taken)} AS ${now}`;
}

/**
 * The rows that a snapshot gets, and those of its rows that end, with their new ends: what is to be merged into it. As in
 * dbt, but that no state ends before it began: where `updated_at` would say so, the time of the run counts, or the next
 * microsecond.
 */
export function changesSql(parts: NextSnapshotParts): string {
  const { snapshot, taken, table } = parts;
  const { validFrom, validTo, isDeleted } = quoted(snapshot.columns);
  const keys = snapshot.uniqueKey.map(quoteIdentifier);
  const same = (left: string, right: string) =>
    keys.map(key => `${left}.${key} = ${right}.${key}`).join(' AND ');
  const isCurrent = currentSql(parts);
  const updated = updatedAt(parts);
  // Only a state that begins by its own time could begin before others of a key that was gone.
  const history =
    updated === undefined
      ? undefined
      : `SELECT ${keys.join(', ')}, max(${validTo}) AS ${end} FROM ${renderRelation(table)} WHERE NOT (${isCurrent}) GROUP BY ALL`;
  const floor =
    history === undefined ? `${old}.${validFrom}` : `coalesce(${old}.${validFrom}, ${ended}.${end})`;
  const knowsDeleted = snapshot.hardDeletes === 'new_record' && has(parts.before, snapshot.columns.isDeleted);
  const wasDeleted = knowsDeleted ? `${old}.${isDeleted} = 'True'` : undefined;
  const differs = [`${old}.${keys[0]} IS NULL`, changedSql(parts), ...(wasDeleted ? [wasDeleted] : [])];
  const changed = [
    `SELECT ${now}, ${old}, ${beginSql(parts, floor)} AS ${begin} FROM ${renderRelation(taken)} AS ${now}`,
    `LEFT JOIN ${old} ON ${same(now, old)}`,
    ...(history === undefined ? [] : [`LEFT JOIN ${ended} ON ${same(now, ended)}`]),
    `WHERE ${differs.map(each => `(${each})`).join(' OR ')}`,
  ];
  const gone = [
    `SELECT ${old}, ${endSql(parts)} AS ${end} FROM ${old} ANTI JOIN ${renderRelation(taken)} AS ${now} ON ${same(now, old)}`,
    ...(wasDeleted === undefined ? [] : [`WHERE (${wasDeleted}) IS NOT TRUE`]),
  ];
  const deletes = snapshot.hardDeletes !== 'ignore';
  return [
    `WITH ${old} AS (SELECT * FROM ${renderRelation(table)} WHERE ${isCurrent})`,
    ...(history === undefined ? [] : [`, ${ended} AS (${history})`]),
    `, "/changed" AS (${changed.join(' ')})`,
    ...(deletes ? [`, "/gone" AS (${gone.join(' ')})`] : []),
    `SELECT ${endedState(parts, begin)} FROM "/changed" WHERE ${old}.${keys[0]} IS NOT NULL`,
    `UNION ALL SELECT ${newState(parts, begin)} FROM "/changed"`,
    ...(deletes ? [`UNION ALL SELECT ${endedState(parts, end)} FROM "/gone"`] : []),
    ...(snapshot.hardDeletes === 'new_record'
      ? [`UNION ALL SELECT ${deletedState(parts, end)} FROM "/gone"`]
      : []),
  ].join('\n');
}

/** That a row of the table is the last state of its key. */
export function currentSql(parts: Pick<SnapshotParts, 'snapshot' | 'columns'>): string {
  const { snapshot } = parts;
  const validTo = quoteIdentifier(snapshot.columns.validTo);
  const isOpen = `${validTo} IS NULL`;
  return snapshot.validToCurrent === null ? isOpen : `${isOpen} OR ${validTo} = ${openEnd(parts)}`;
}

/** The time of the run, of the type of the table's times. */
export function runTime(parts: Pick<SnapshotParts, 'snapshot' | 'columns' | 'time'>): string {
  return moment(parts.time, parts);
}

/** What stands for the end of a state that still holds. */
function openEnd(parts: Pick<SnapshotParts, 'snapshot' | 'columns'>): string {
  const { validToCurrent } = parts.snapshot;
  return validToCurrent === null ? 'NULL' : moment(validToCurrent, parts);
}

/** A session runs in UTC. */
function moment(text: string, { snapshot, columns }: Pick<SnapshotParts, 'snapshot' | 'columns'>): string {
  return `CAST(${quoteLiteral(text)} AS ${findColumn(columns, snapshot.columns.validFrom)!.type})`;
}

/** When the query says that a row of it changed. */
function updatedAt({ snapshot, columns }: SnapshotParts): string | undefined {
  if (snapshot.updatedAt === null) return undefined;
  const { type } = findColumn(columns, snapshot.columns.updatedAt)!;
  return `CAST(${now}.${quoteIdentifier(snapshot.updatedAt)} AS ${type})`;
}

/** @param floor when the state before it began; NULL of a key that is new */
function beginSql(parts: SnapshotParts, floor: string): string {
  const updated = updatedAt(parts);
  if (updated === undefined) return runTime(parts);
  return `CASE WHEN (${updated} > ${floor}) IS NOT FALSE THEN ${updated} ELSE ${later(parts, floor)} END`;
}

/** When the last state of a key ends that is gone. */
function endSql(parts: SnapshotParts): string {
  const { snapshot } = parts;
  if (snapshot.updatedAt === null) return runTime(parts);
  return later(parts, `${old}.${quoteIdentifier(snapshot.columns.validFrom)}`);
}

/** The time of the run, but after `floor`. */
function later(parts: SnapshotParts, floor: string): string {
  return `greatest(${runTime(parts)}, ${floor} + INTERVAL 1 MICROSECOND)`;
}

/** That a row differs from the last state of its key. A column that the table does not have yet makes all of them differ. */
function changedSql(parts: NextSnapshotParts): string {
  const { snapshot, query, columns, before } = parts;
  const { strategy, checkCols } = snapshot;
  if (strategy === 'timestamp')
    return `${old}.${quoteIdentifier(snapshot.columns.updatedAt)} < ${updatedAt(parts)}`;
  const checked = checkCols === 'all' ? query : query.filter(({ name }) => names(checkCols, name));
  if (checked.some(({ name }) => !has(before, name))) return 'true';
  return checked
    .map(({ name }) => `${old}.${quoteIdentifier(name)} IS DISTINCT FROM ${takenValue(name, columns)}`)
    .join(' OR ');
}

/** The value of a column of the query, of the type that the table has. */
function takenValue(name: string, columns: readonly Column[]): string {
  return `CAST(${now}.${quoteIdentifier(name)} AS ${findColumn(columns, name)!.type})`;
}

/** A row of the query as a state that begins. */
function newState(parts: SnapshotParts, begins: string): string {
  const { columns, query, snapshot } = parts;
  const times = {
    validFrom: begins,
    validTo: openEnd(parts),
    updatedAt: updatedAt(parts) ?? begins,
    scdId: idSql(parts, now, begins),
    ...(snapshot.hardDeletes === 'new_record' && { isDeleted: "'False'" }),
  };
  return selected(parts, times, name => (has(query, name) ? takenValue(name, columns) : 'NULL'));
}

/** The last state of a key, as it is but for its end. */
function endedState(parts: NextSnapshotParts, ends: string): string {
  return selected(parts, { validTo: ends }, name => oldValue(name, parts));
}

/** That a key is gone, as a state that begins. */
function deletedState(parts: NextSnapshotParts, begins: string): string {
  const times = {
    validFrom: begins,
    validTo: openEnd(parts),
    updatedAt: begins,
    scdId: idSql(parts, old, begins),
    isDeleted: "'True'",
  };
  return selected(parts, times, name => oldValue(name, parts));
}

function oldValue(name: string, { before }: NextSnapshotParts): string {
  return has(before, name) ? `${old}.${quoteIdentifier(name)}` : 'NULL';
}

/** All columns of the table: those of `own`, of others what `value` says. */
function selected(
  { snapshot, columns }: SnapshotParts,
  own: Partial<Readonly<Record<keyof SnapshotConfig['columns'], string>>>,
  value: (name: string) => string,
): string {
  const keys = Object.keys(own) as (keyof SnapshotConfig['columns'])[];
  return columns
    .map(({ name, type }) => {
      const key = keys.find(each => snapshot.columns[each].toLowerCase() === name.toLowerCase());
      const text = key === undefined ? value(name) : own[key]!;
      return `CAST(${text} AS ${type}) AS ${quoteIdentifier(name)}`;
    })
    .join(', ');
}

/** dbt's id of a state: of its key and the time when it begins. */
function idSql({ snapshot }: SnapshotParts, row: string, begins: string): string {
  const parts = [...snapshot.uniqueKey.map(key => `${row}.${quoteIdentifier(key)}`), begins];
  return `md5(${parts.map(part => `coalesce(CAST(${part} AS VARCHAR), '')`).join(` || '|' || `)})`;
}

function has(columns: readonly Column[], name: string): boolean {
  return findColumn(columns, name) !== undefined;
}

function names(list: readonly string[], name: string): boolean {
  return list.some(each => each.toLowerCase() === name.toLowerCase());
}

function quoted(columns: SnapshotConfig['columns']): SnapshotConfig['columns'] {
  const entries = Object.entries(columns).map(([key, name]) => [key, quoteIdentifier(name)]);
  return Object.fromEntries(entries) as unknown as SnapshotConfig['columns'];
}
