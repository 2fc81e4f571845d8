import type { Column } from '../columns/column.ts';
import { renderRelation } from '../columns/relation.ts';
import { isQuery, type QueryNode, type TableNode } from '../compile/node.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Graph } from '../graph/graph.ts';
import { type Bound, bindQuery } from './bind-query.ts';
import { bindSnapshot } from './bind-snapshot.ts';
import { type Declared, declaredColumns } from './declared-columns.ts';
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
  /** Models whose own query did not bind; their columns, if they have any here, are only what their contract says. */
  readonly broken: ReadonlySet<string>;
  /** Sources whose types are partly unknown, and all that reads them: what types have to do with is not judged. */
  readonly assumed: ReadonlySet<string>;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Creates each table empty, parents first, and so learns its columns. A model is a table here whatever it is in a run:
 * a view would be bound again by each of its readers, and in a lattice of views that doubles with every level.
 */
export async function buildShadow(input: ShadowInput, hidden: HiddenTables): Promise<Shadow> {
  const builder = new ShadowBuilder(input, hidden);
  const nodes = new Map(input.nodes.map(node => [node.uniqueId, node]));
  const ordered = input.graph.order.flatMap(id => nodes.get(id) ?? []);
  for (const layer of layersOf(ordered)) await builder.add(layer);
  return builder;
}

/** The order goes by depth, so that a layer ends where a node reads one of it. */
function layersOf(nodes: readonly TableNode[]): readonly (readonly TableNode[])[] {
  const layers: TableNode[][] = [];
  const inLast = new Set<string>();
  for (const node of nodes) {
    if (layers.length === 0 || node.dependsOn.some(parent => inLast.has(parent))) {
      layers.push([]);
      inLast.clear();
    }
    layers.at(-1)!.push(node);
    inLast.add(node.uniqueId);
  }
  return layers;
}

class ShadowBuilder implements Shadow {
  readonly columns = new Map<string, readonly Column[]>();
  readonly broken = new Set<string>();
  readonly assumed = new Set<string>();
  readonly diagnostics: Diagnostic[] = [];
  readonly #input: ShadowInput;
  readonly #hidden: HiddenTables;
  readonly #taken = new Set<string>();

  constructor(input: ShadowInput, hidden: HiddenTables) {
    this.#input = input;
    this.#hidden = hidden;
  }

  /** Nodes none of which reads another. */
  async add(layer: readonly TableNode[]): Promise<void> {
    const bound = await Promise.all(layer.map(node => this.#bind(node)));
    const tables = layer.flatMap((node, index) => this.#settle(node, bound[index]) ?? []);
    if (tables.length > 0) await this.#input.reader.createTables(tables);
  }

  /** Gives the table that stands in the shadow for a node from now on. */
  #settle(node: TableNode, bound: Bound | undefined): EmptyTable | undefined {
    const { uniqueId: id, dependsOn, relation } = node;
    if (dependsOn.some(parent => this.assumed.has(parent))) this.assumed.add(id);
    const columns = this.#columnsOf(node, bound);
    // A model and a seed of one name are told of elsewhere; the first stands here.
    const name = renderRelation(relation).toLowerCase();
    if (columns === undefined || columns.length === 0 || this.#taken.has(name)) return undefined;
    this.#taken.add(name);
    this.columns.set(id, columns);
    return { relation, columns };
  }

  #columnsOf(node: TableNode, bound: Bound | undefined): readonly Column[] | undefined {
    const { uniqueId: id } = node;
    const declared = declaredColumns(node);
    this.diagnostics.push(...declared.diagnostics);
    if (node.resourceType === 'seed') return this.#input.seedColumns[id];
    if (node.resourceType === 'source') {
      if (declared.complete === undefined) this.assumed.add(id);
      return declared.complete ?? declared.assumed;
    }
    const { columns, diagnostics } = bound ?? unbound;
    this.diagnostics.push(...(this.assumed.has(id) ? withoutTypes(diagnostics) : diagnostics));
    if (columns === undefined) this.broken.add(id);
    return columns ?? promisedColumns(node, declared);
  }

  async #bind(node: TableNode): Promise<Bound | undefined> {
    // Without its parents a model could only repeat their errors.
    if (!isQuery(node) || !node.dependsOn.every(parent => this.columns.has(parent))) return undefined;
    const { reader } = this.#input;
    return node.resourceType === 'snapshot'
      ? bindSnapshot(node, reader, this.#hidden)
      : bindQuery(node, reader, this.#hidden);
  }
}

/** Only a contract says that a model has these columns and no others. */
function promisedColumns({ config }: QueryNode, { complete }: Declared): readonly Column[] | undefined {
  const { enforced, partial } = config.contract;
  return enforced && !partial ? complete : undefined;
}

const unbound: Bound = { columns: undefined, diagnostics: [] };

const aboutTypes: readonly Diagnostic['code'][] = ['type-clash', 'contract-broken', 'inexact-type'];

/** What can be said of a query whose types are not sure. */
export function withoutTypes(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.filter(({ code }) => !aboutTypes.includes(code));
}
