import type { Column } from '../../columns/column.ts';
import { renderRelation } from '../../columns/relation.ts';
import { lakeName } from '../../columns/table-name.ts';
import { type CompiledNode, isTable as isTableNode } from '../../compile/node.ts';
import type { Release, ReleasedTable } from '../../release/documents.ts';
import { tablesByName } from '../../release/proof.ts';
import { isTable, releaseAfterLastReader } from '../drop-unread.ts';
import type { RunPlan } from '../run-plan.ts';
import type { SourceNews } from './source-news.ts';

export interface MemoryInput {
  readonly plan: Pick<RunPlan, 'tasks'>;
  readonly base: Release | undefined;
  readonly columns: Readonly<Record<string, readonly Column[]>>;
  readonly news: ReadonlyMap<string, SourceNews>;
}

/** What of tables lies in the engine at once, in bytes. */
export interface ExpectedMemory {
  /** When they are most. */
  readonly bytes: number;
  /** Unique id of the largest one; undefined when nothing is held. */
  readonly largest: string | undefined;
}

/**
 * How much memory the tables of a build take when one task runs after the other. A table takes its rows in the last release,
 * times the widths of its columns; one that was never built as much as the largest that it reads; a source as much as its
 * files have bytes. What a query takes while it runs comes on top: the engine spills what does not fit.
 */
export async function expectedMemory(input: MemoryInput): Promise<ExpectedMemory> {
  const { tasks } = input.plan;
  const sizes = new Map<string, number>();
  const known: SizeInput = { ...input, released: tablesByName(input.base) };
  const byRelation = new Map<string, string>();
  let [held, most] = [0, 0];
  const readers = releaseAfterLastReader(tasks, {
    async drop(relation) {
      held -= sizes.get(byRelation.get(renderRelation(relation))!) ?? 0;
    },
  });
  for (const task of tasks) {
    const { node } = task;
    if (isTableNode(node) && !sizes.has(node.uniqueId)) {
      sizes.set(node.uniqueId, sizeOf(node, sizes, known));
      byRelation.set(renderRelation(node.relation), node.uniqueId);
    }
    if (isTable(task)) held += sizes.get(node.uniqueId)!;
    most = Math.max(most, held);
    await readers.done(task);
  }
  const tables = tasks.filter(isTable).map(({ id }) => id);
  const largest = tables.reduce<string | undefined>(
    (best, id) => (best === undefined || sizes.get(id)! > sizes.get(best)! ? id : best),
    undefined,
  );
  return { bytes: most, largest };
}

interface SizeInput extends Pick<MemoryInput, 'news' | 'columns'> {
  readonly released: ReadonlyMap<string, ReleasedTable>;
}

function sizeOf(
  node: CompiledNode,
  sizes: ReadonlyMap<string, number>,
  { news, released, columns: typed }: SizeInput,
): number {
  if (node.resourceType === 'source') return news.get(node.uniqueId)?.bytes ?? 0;
  const table = isTableNode(node) ? released.get(lakeName(node.relation)) : undefined;
  if (table === undefined) return Math.max(0, ...node.dependsOn.map(id => sizes.get(id) ?? 0));
  const columns = typed[node.uniqueId] ?? table.columns;
  return table.rows * columns.reduce((sum, { type }) => sum + widthOf(type), 0);
}

const widths: Readonly<Record<string, number>> = {
  ...{ BOOLEAN: 1, TINYINT: 1, UTINYINT: 1, SMALLINT: 2, USMALLINT: 2, INTEGER: 4, UINTEGER: 4, FLOAT: 4 },
  ...{ DATE: 4, HUGEINT: 16, UHUGEINT: 16, UUID: 16, INTERVAL: 16 },
};

/** Bytes of a value as DuckDB holds it; of a text that lies apart 16 more, of something nested a few values. */
function widthOf(type: string): number {
  if (type === 'VARCHAR' || type === 'BLOB') return 32;
  if (/[[(]/.test(type) && !type.startsWith('DECIMAL')) return 64;
  return widths[type] ?? (type.startsWith('DECIMAL') ? 16 : 8);
}
