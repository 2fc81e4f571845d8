import type { TableWork } from '../../deploy/glue/compare-table.ts';
import type { SyncPlan } from '../../deploy/glue/plan-sync.ts';
import type { ColumnDifference } from '../../release/diff.ts';
import { printableLine } from './printable.ts';
import { renderQuantity } from './quantity.ts';

/** What a sync would do, as plain data. */
export interface DescribedSync {
  readonly release: string;
  readonly tables: readonly DescribedTable[];
  readonly gone: readonly { readonly name: string; readonly remove: boolean }[];
}

interface DescribedTable extends Pick<TableWork, 'name' | 'change' | 'columns' | 'others'> {
  readonly table: string;
  readonly partitions: Readonly<Record<'added' | 'updated' | 'removed', readonly (readonly string[])[]>>;
}

/** How many partitions of each kind a table shows. */
const shown = 5;

export function describeSync({ release, tables, gone }: SyncPlan, prune: boolean): DescribedSync {
  return {
    release,
    tables: tables.map(({ name, lakeName, change, columns, others, partitions }) => ({
      ...{ name, table: lakeName, change, columns, others },
      partitions: {
        added: partitions.added.map(valuesOf),
        updated: partitions.updated.map(valuesOf),
        removed: partitions.removed.map(valuesOf),
      },
    })),
    gone: gone.map(name => ({ name, remove: prune })),
  };
}

function valuesOf({ Values = [] }: { readonly Values?: readonly string[] | undefined }): readonly string[] {
  return Values;
}

/**
 * The same for a person, a block for each table that differs:
 *
 *     payments  would be updated: descriptions
 *       + column amount double
 *       + 2 partitions: Ada, Bo
 */
export function renderSyncPlan({ release, tables, gone }: DescribedSync): readonly string[] {
  const differing = tables.filter(({ change, partitions }) => change !== 'none' || hasWork(partitions));
  const same = tables.length - differing.length;
  const blocks = differing.flatMap(table => ['', ...tableLines(table)]);
  const lines = gone.map(({ name, remove }) =>
    remove
      ? `${name}  would be removed: it is no longer registered from here`
      : `${name}  would stay, though it is no longer registered from here; --prune removes it`,
  );
  if (blocks.length + lines.length === 0) return [`Nothing differs: Glue shows the release ${release}.`];
  return [
    `To show the release ${release}:`,
    ...blocks,
    ...(lines.length > 0 ? ['', ...lines] : []),
    ...(same > 0
      ? ['', `${renderQuantity(same, 'table')} would stay as ${same === 1 ? 'it is' : 'they are'}.`]
      : []),
  ];
}

function hasWork({ added, updated, removed }: DescribedTable['partitions']): boolean {
  return added.length + updated.length + removed.length > 0;
}

const verbs = {
  created: 'would be created',
  updated: 'would be updated',
  replaced: 'would be removed and created anew',
  none: 'gets other partitions',
} as const;

function tableLines({ name, change, columns, others, partitions }: DescribedTable): readonly string[] {
  const why = others.length > 0 ? `: ${others.join(', ')}` : '';
  return [
    `${name}  ${verbs[change]}${why}`,
    ...columns.map(columnLine),
    ...partitionLine('+', partitions.added),
    ...partitionLine('~', partitions.updated),
    ...partitionLine('-', partitions.removed),
  ];
}

const marks = { added: '+', removed: '-', changed: '~' } as const;

function columnLine({ name, change, typeBefore, typeAfter }: ColumnDifference): string {
  const type = change === 'changed' ? `${typeBefore} -> ${typeAfter}` : (typeAfter ?? typeBefore);
  return `  ${marks[change]} column ${printableLine(name)} ${type}`;
}

function partitionLine(mark: string, partitions: readonly (readonly string[])[]): readonly string[] {
  if (partitions.length === 0) return [];
  const names = partitions.slice(0, shown).map(values => printableLine(values.join('/')));
  const more = partitions.length > shown ? `, and ${partitions.length - shown} more` : '';
  return [`  ${mark} ${renderQuantity(partitions.length, 'partition')}: ${names.join(', ')}${more}`];
}
