import type { PartitionValue } from '../../columns/partition-value.ts';
import type { ColumnDifference, PartitionDifference, TableDifference } from '../../release/diff.ts';
import { renderColumns } from './columns.ts';
import { printableLine } from './printable.ts';
import { renderCount, renderQuantity } from './quantity.ts';

/**
 * What differs between two releases, a block a table:
 *
 *     songs  changed  71 rows -> 72 rows
 *       + column label VARCHAR
 *       ~ year=1999/artist_id=ARD7TVE  1 row -> 2 rows
 *
 * @param limit how many partitions to list of each table; -1 for all
 */
export function renderReleaseDiff(
  before: string,
  after: string,
  tables: readonly TableDifference[],
  limit: number,
): readonly string[] {
  const header = `From ${before} to ${after}:`;
  if (tables.length === 0) return [header, 'no difference; all tables hold the same rows.'];
  return [header, ...tables.flatMap(table => ['', ...tableLines(table, limit)])];
}

function tableLines(table: TableDifference, limit: number): readonly string[] {
  const { name, change, rowsBefore, rowsAfter, columns, partitions, partitionColumns } = table;
  const isPartitioned = partitionColumns.length > 0;
  const listed = !isPartitioned ? [] : limit < 0 ? partitions : partitions.slice(0, limit);
  const hidden = isPartitioned ? partitions.length - listed.length : 0;
  return [
    `${name}  ${change}  ${rowsText(change, rowsBefore, rowsAfter)}`,
    ...columns.map(columnLine),
    ...renderColumns(
      listed.map(partition => partitionCells(partition, partitionColumns)),
      ['left', 'left'],
    ),
    ...(hidden > 0 ? [`  and ${renderQuantity(hidden, 'partition')} more; --limit -1 lists all`] : []),
  ];
}

const marks = { added: '+', removed: '-', changed: '~' } as const;

function columnLine({ name, change, typeBefore, typeAfter }: ColumnDifference): string {
  const type = change === 'changed' ? `${typeBefore} -> ${typeAfter}` : (typeAfter ?? typeBefore);
  return `  ${marks[change]} column ${printableLine(name)} ${type}`;
}

function partitionCells(
  { partition, change, rowsBefore, rowsAfter }: PartitionDifference,
  columns: readonly string[],
): string[] {
  const path = partition.map((value, index) => `${columns[index]}=${valueText(value)}`).join('/');
  return [`  ${marks[change]} ${printableLine(path)}`, rowsText(change, rowsBefore, rowsAfter)];
}

function valueText(value: PartitionValue): string {
  return value === null ? 'NULL' : String(value);
}

function rowsText(change: TableDifference['change'], before: number, after: number): string {
  if (change === 'added') return renderQuantity(after, 'row');
  if (change === 'removed') return renderQuantity(before, 'row');
  return before === after
    ? `${renderQuantity(after, 'row')}, with other values`
    : `${renderCount(before)} -> ${renderQuantity(after, 'row')}`;
}
