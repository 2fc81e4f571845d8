import type { Column } from '../columns/column.ts';
import { renderRelation } from '../columns/relation.ts';
import type { TableNode } from '../compile/node.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Graph } from '../graph/graph.ts';
import { type Bound, bindQuery } from './bind-query.ts';
import { declaredColumns } from './declared-columns.ts';
import type { HiddenTables } from './hidden-tables.ts';
import type { EmptyTable, SchemaReader } from './schema-reader.ts';

export interface ShadowInput {
  readonly graph: Graph;
  readonly nodes: readonly TableNode[];
  readonly reader: SchemaReader;
  readonly seedColumns: Readonly<Record<string, readonly Column[]>>;
}

export interface Shadow {
  readonly columns: ReadonlyMap<string, readonly Column[]>;
  /** Models whose own query did not bind; their columns, if they have any here, are only what they declare. */
  readonly broken: ReadonlySet<string>;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Creates each table empty, parents first, and so learns its columns. A model is a table here whatever it is in a run:
 * a view would be bound again by each of its readers, and in a lattice of views that doubles with every level.
 */
export async function buildShadow(input: ShadowInput, hidden: HiddenTables): Promise<Shadow> {
  const { graph, reader, seedColumns } = input;
  const nodes = new Map(input.nodes.map(node => [node.uniqueId, node]));
  const columns = new Map<string, readonly Column[]>();
  const broken = new Set<string>();
  const taken = new Set<string>();
  const waiting = new Map<string, EmptyTable>();
  const diagnostics: Diagnostic[] = [];
  for (const id of graph.order) {
    const node = nodes.get(id);
    if (node === undefined) continue;
    // The order goes by depth, so that a whole layer of tables waits until the first node reads one of them.
    if (node.dependsOn.some(parent => waiting.has(parent))) await createWaiting(waiting, reader);
    const declared = declaredColumns(node);
    diagnostics.push(...declared.diagnostics);
    let found = node.resourceType === 'seed' ? seedColumns[id] : declared.complete;
    if (node.resourceType === 'model') {
      // Without its parents a model could only repeat their errors.
      const isBindable = node.dependsOn.every(parent => columns.has(parent));
      const bound = isBindable ? await bindQuery(node, reader, hidden) : unbound;
      diagnostics.push(...bound.diagnostics);
      if (bound.columns === undefined) broken.add(id);
      else found = bound.columns;
    }
    if (found === undefined || found.length === 0) continue;
    // A model and a seed of one name are told of elsewhere; the first stands here.
    const relation = renderRelation(node.relation).toLowerCase();
    if (taken.has(relation)) continue;
    taken.add(relation);
    waiting.set(id, { relation: node.relation, columns: found });
    columns.set(id, found);
  }
  await createWaiting(waiting, reader);
  return { columns, broken, diagnostics };
}

const unbound: Bound = { columns: undefined, diagnostics: [] };

async function createWaiting(waiting: Map<string, EmptyTable>, reader: SchemaReader): Promise<void> {
  if (waiting.size > 0) await reader.createTables([...waiting.values()]);
  waiting.clear();
}
