import type { Column } from '../columns/column.ts';
import type { CompiledModel, TableNode } from '../compile/node.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Graph } from '../graph/graph.ts';
import { bindDiagnostic } from './bind-diagnostic.ts';
import { declaredColumns } from './declared-columns.ts';
import type { HiddenTables } from './hidden-tables.ts';
import type { SchemaReader } from './schema-reader.ts';

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
  const diagnostics: Diagnostic[] = [];
  for (const id of graph.order) {
    const node = nodes.get(id);
    if (node === undefined) continue;
    const declared = declaredColumns(node);
    diagnostics.push(...declared.diagnostics);
    let found = node.resourceType === 'seed' ? seedColumns[id] : declared.complete;
    if (node.resourceType === 'model') {
      const bound = await bindModel(node, columns, reader, hidden);
      diagnostics.push(...bound.diagnostics);
      if (bound.columns === undefined) broken.add(id);
      else found = bound.columns;
    }
    if (found === undefined || found.length === 0) continue;
    await reader.createTable(node.relation, found);
    columns.set(id, found);
  }
  return { columns, broken, diagnostics };
}

interface Bound {
  readonly columns?: readonly Column[];
  readonly diagnostics: readonly Diagnostic[];
}

async function bindModel(
  model: CompiledModel,
  known: ReadonlyMap<string, readonly Column[]>,
  reader: SchemaReader,
  hidden: HiddenTables,
): Promise<Bound> {
  // Without its parents a model could only repeat their errors.
  if (!model.dependsOn.every(parent => known.has(parent))) return { diagnostics: [] };
  const described = await reader.describe(model.sql);
  if (!described.ok) return { diagnostics: [bindDiagnostic(described, model)] };
  return { columns: described.columns, diagnostics: await hidden.check(model) };
}
