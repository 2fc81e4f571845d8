import type { Column } from '../columns/column.ts';
import { renderRelation } from '../columns/relation.ts';
import type { CompiledModel, TableNode } from '../compile/node.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Graph } from '../graph/graph.ts';
import { type Bound, bindQuery } from './bind-query.ts';
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
  for (const id of input.graph.order) {
    const node = nodes.get(id);
    if (node !== undefined) await builder.add(node);
  }
  await builder.createWaiting();
  return builder;
}

class ShadowBuilder implements Shadow {
  readonly columns = new Map<string, readonly Column[]>();
  readonly broken = new Set<string>();
  readonly assumed = new Set<string>();
  readonly diagnostics: Diagnostic[] = [];
  readonly #input: ShadowInput;
  readonly #hidden: HiddenTables;
  readonly #taken = new Set<string>();
  readonly #waiting = new Map<string, EmptyTable>();

  constructor(input: ShadowInput, hidden: HiddenTables) {
    this.#input = input;
    this.#hidden = hidden;
  }

  async add(node: TableNode): Promise<void> {
    const { uniqueId: id, dependsOn, relation } = node;
    // The order goes by depth, so that a whole layer of tables waits until the first node reads one of them.
    if (dependsOn.some(parent => this.#waiting.has(parent))) await this.createWaiting();
    if (dependsOn.some(parent => this.assumed.has(parent))) this.assumed.add(id);
    const columns = await this.#columnsOf(node);
    // A model and a seed of one name are told of elsewhere; the first stands here.
    const name = renderRelation(relation).toLowerCase();
    if (columns === undefined || columns.length === 0 || this.#taken.has(name)) return;
    this.#taken.add(name);
    this.#waiting.set(id, { relation, columns });
    this.columns.set(id, columns);
  }

  async createWaiting(): Promise<void> {
    if (this.#waiting.size > 0) await this.#input.reader.createTables([...this.#waiting.values()]);
    this.#waiting.clear();
  }

  async #columnsOf(node: TableNode): Promise<readonly Column[] | undefined> {
    const declared = declaredColumns(node);
    this.diagnostics.push(...declared.diagnostics);
    if (node.resourceType === 'model') return (await this.#bind(node)) ?? promisedColumns(node, declared);
    if (node.resourceType === 'seed') return this.#input.seedColumns[node.uniqueId];
    if (declared.complete === undefined) this.assumed.add(node.uniqueId);
    return declared.complete ?? declared.assumed;
  }

  async #bind(model: CompiledModel): Promise<readonly Column[] | undefined> {
    // Without its parents a model could only repeat their errors.
    const isBindable = model.dependsOn.every(parent => this.columns.has(parent));
    const bound = isBindable ? await bindQuery(model, this.#input.reader, this.#hidden) : unbound;
    const isAssumed = this.assumed.has(model.uniqueId);
    this.diagnostics.push(...(isAssumed ? withoutTypes(bound.diagnostics) : bound.diagnostics));
    if (bound.columns === undefined) this.broken.add(model.uniqueId);
    return bound.columns;
  }
}

/** Only a contract says that a model has these columns and no others. */
function promisedColumns({ config }: CompiledModel, { complete }: Declared): readonly Column[] | undefined {
  const { enforced, partial } = config.contract;
  return enforced && !partial ? complete : undefined;
}

const unbound: Bound = { columns: undefined, diagnostics: [] };

const aboutTypes: readonly Diagnostic['code'][] = ['type-clash', 'contract-broken', 'inexact-type'];

/** What can be said of a query whose types are not sure. */
export function withoutTypes(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.filter(({ code }) => !aboutTypes.includes(code));
}
