import type { TableDifference } from '../../../src/release/diff.ts';
import { renderCount } from '../format.ts';
import type { PageNode, PageProject } from '../project/project.ts';

/** What the current release changed in a table. */
export function Changes({
  node,
  project: { lake },
}: {
  readonly node: PageNode;
  readonly project: PageProject;
}) {
  if (lake?.changes == null) return null;
  const change = lake.changes.find(({ name }) => name === node.table?.name);
  if (change === undefined) return <p class="soft changes">The last release left it as it was.</p>;
  return (
    <p class="changes">
      <b>{titles[change.change]}</b> {sentences(change).join(' ')}
    </p>
  );
}

const titles: Readonly<Record<TableDifference['change'], string>> = {
  added: 'New in the last release.',
  removed: 'Gone.',
  changed: 'Changed by the last release.',
};

function sentences({
  change,
  rowsBefore,
  rowsAfter,
  columns,
  partitions,
  partitionColumns,
}: TableDifference): readonly string[] {
  if (change === 'added') return [];
  const more = rowsAfter - rowsBefore;
  const rows =
    more === 0
      ? `It has ${renderCount(rowsAfter)} rows, as before.`
      : `Rows: ${renderCount(rowsBefore)} → ${renderCount(rowsAfter)} (${more > 0 ? '+' : '−'}${renderCount(Math.abs(more))}).`;
  const ofColumns = columns.map(
    ({ name, typeBefore, typeAfter }) => `${name}: ${typeBefore ?? 'new'} → ${typeAfter ?? 'gone'}.`,
  );
  const shown = partitions
    .slice(0, 5)
    .map(
      ({ partition, rowsBefore: before, rowsAfter: after }) =>
        `${partition.join('/')} (${renderCount(before)} → ${renderCount(after)})`,
    );
  const ofPartitions =
    partitionColumns.length === 0
      ? []
      : [
          `${renderCount(partitions.length)} ${partitions.length === 1 ? 'partition' : 'partitions'}: ${shown.join(', ')}${partitions.length > 5 ? ', …' : ''}.`,
        ];
  return [rows, ...ofColumns, ...ofPartitions];
}
