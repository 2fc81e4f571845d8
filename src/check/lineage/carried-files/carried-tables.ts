import type { Column } from '../../../columns/column.ts';
import { findColumn } from '../../../columns/find-column.ts';
import { tracedRelation } from '../../../columns/relation.ts';
import { type CompiledSource, isQuery, type QueryNode, type TableNode } from '../../../compile/node.ts';
import { sourceLabel, tableLabel } from '../../../compile/table-label.ts';
import type { SyntaxNode } from '../../../syntax/syntax-node.ts';
import type { LineageIndex } from '../lineage-index.ts';
import type { CarriedQuery, Untold } from './carried-files.ts';
import { carryFiles } from './carry-files.ts';
import { keptColumn } from './kept-column.ts';
import { isOwnColumn } from './own-names.ts';
import { whyWithoutOrder } from './without-order.ts';

/** What is known of the tables of a project. */
export interface TablesInput {
  readonly nodes: readonly TableNode[];
  /** By unique id. */
  readonly columns: Readonly<Record<string, readonly Column[]>>;
  /** The columns that a release holds of a table; undefined of one that it does not hold. */
  readonly released: (node: TableNode) => readonly Column[] | undefined;
  readonly lineages: LineageIndex;
  /** What DuckDB's parser makes of queries, with empty parts, by unique id. */
  readonly trees: ReadonlyMap<string, SyntaxNode | undefined>;
  /** Why a query would not give the rows again that it once gave, by unique id. */
  readonly unrepeatable: ReadonlyMap<string, string>;
}

/** How a table carries files: it keeps a column that tells them, or its query does when it is asked again. */
export type TableFiles = { readonly kind: 'kept'; readonly column: string } | CarriedQuery<SyntaxNode>;

/** What each table of a project is to the files of one source, found when it is asked for. */
export class CarriedTables {
  readonly source: CompiledSource;
  readonly nodes: readonly TableNode[];
  readonly #input: TablesInput;
  readonly #reaching: ReadonlySet<string>;
  readonly #ownName: Untold | undefined;
  readonly #byName: ReadonlyMap<string, TableNode>;
  readonly #kept = new Map<string, string | undefined>();
  readonly #files = new Map<string, TableFiles>();

  constructor(source: CompiledSource, input: TablesInput) {
    this.source = source;
    this.nodes = input.nodes;
    this.#input = input;
    this.#byName = new Map(input.nodes.map(node => [nameOf(node.relation), node]));
    this.#reaching = reachingFrom(source, input.nodes);
    this.#ownName = untoldByName(input);
  }

  /** The table that compiled SQL names so. */
  named(schema: string, name: string): TableNode | undefined {
    return this.#byName.get(nameOf({ schema: schema || 'main', name }));
  }

  filesOf(node: TableNode): TableFiles {
    const known = this.#files.get(node.uniqueId) ?? this.#find(node);
    this.#files.set(node.uniqueId, known);
    return known;
  }

  #find(node: TableNode): TableFiles {
    if (!this.#reaching.has(node.uniqueId)) return { kind: 'none' };
    if (this.#ownName !== undefined) return this.#ownName;
    const column = this.#keptBy(node.uniqueId);
    const released = this.#input.released(node);
    if (column !== undefined && released !== undefined && findColumn(released, column) !== undefined)
      return { kind: 'kept', column };
    return isQuery(node) ? this.#askedAgain(node) : this.#notKept();
  }

  #notKept(): Untold {
    const { fileColumn } = this.source;
    const label = sourceLabel(this.source);
    if (fileColumn === null) {
      const why = `${label} has no file_column, so that its rows do not tell their file.`;
      return { kind: 'untold', why, hint: 'Declare one, and keep that column in a published model.' };
    }
    const why = `It is read through no published table that keeps the column ${fileColumn} of ${label}.`;
    return { kind: 'untold', why, hint: `Select ${fileColumn}, as it is, in a published model on the way.` };
  }

  #askedAgain(node: QueryNode): CarriedQuery<SyntaxNode> {
    // Where nothing tells files at all, that is what is to be said, not what else is in the way.
    if (this.source.fileColumn === null) return this.#notKept();
    const untold = (why: string): Untold => ({ kind: 'untold', why, hint: this.#hint(node) });
    const why = this.#input.unrepeatable.get(node.uniqueId);
    const tree = this.#input.trees.get(node.uniqueId);
    if (why !== undefined) return untold(cannotBeAsked(node, why));
    if (tree === undefined) return untold(`The query of ${tableLabel(node)} cannot be taken apart.`);
    const carried = carryFiles({
      tree,
      table: (schema, name) => this.#outer(this.named(schema, name)),
      columns: (schema, name) => this.#input.columns[this.named(schema, name)?.uniqueId ?? ''],
    });
    if (carried.kind !== 'untold' || carried.hint !== undefined) return carried;
    return untold(`The query of ${tableLabel(node)} cannot carry files along. ${carried.why}`);
  }

  /** Why the rows of a table that is in no release cannot be had by its query; undefined where they can. */
  whyNotRows(node: QueryNode): string | undefined {
    const why = this.#input.unrepeatable.get(node.uniqueId);
    if (why !== undefined) return cannotBeAsked(node, why);
    const tree = this.#input.trees.get(node.uniqueId);
    const unordered = tree && whyWithoutOrder(tree);
    return unordered && `${tableLabel(node)} cannot be asked again. ${unordered}`;
  }

  #outer(node: TableNode | undefined) {
    const found = node && this.filesOf(node);
    if (node === undefined || found === undefined) return undefined;
    if (found.kind === 'untold' || found.kind === 'none') return found;
    return { kind: 'carried', relation: tracedRelation(node.relation, this.source.uniqueId) } as const;
  }

  #hint(node: TableNode): string {
    const { fileColumn } = this.source;
    return `Where each of its rows comes from one file, keep ${fileColumn} in ${tableLabel(node)}.`;
  }

  /** The column of a table that tells the file of each row, in the release or not. */
  #keptBy(id: string): string | undefined {
    if (id === this.source.uniqueId) return this.source.fileColumn ?? undefined;
    if (!this.#kept.has(id)) this.#kept.set(id, this.#findKept(id));
    return this.#kept.get(id);
  }

  #findKept(id: string): string | undefined {
    const lineage = this.#input.lineages.model(id);
    const tree = this.#input.trees.get(id);
    if (lineage === undefined || tree === undefined || !this.#reaching.has(id)) return undefined;
    return keptColumn({
      lineage,
      tree,
      keptBy: table => this.#keptBy(table),
      reaches: (schema, name) => this.#reaching.has(this.named(schema, name)?.uniqueId ?? ''),
    });
  }
}

function nameOf({ schema, name }: { readonly schema: string; readonly name: string }): string {
  return `${schema}.${name}`.toLowerCase();
}

function cannotBeAsked(node: TableNode, why: string): string {
  return `${tableLabel(node)} cannot be asked again: ${why}.`;
}

/** A column that is called as those which carry files would be in their way. */
function untoldByName({ nodes, columns, released }: TablesInput): Untold | undefined {
  for (const node of nodes) {
    const all = [...(columns[node.uniqueId] ?? []), ...(released(node) ?? [])];
    const found = all.find(({ name }) => isOwnColumn(name));
    if (found === undefined) continue;
    const why = `${tableLabel(node)} has a column ${found.name}: such names are those of sparkify.`;
    return { kind: 'untold', why, hint: 'Call it something else.' };
  }
  return undefined;
}

/** A source and all that reads it, by whatever way. */
function reachingFrom({ uniqueId }: CompiledSource, nodes: readonly TableNode[]): ReadonlySet<string> {
  const children = new Map<string, string[]>();
  for (const node of nodes) {
    for (const parent of node.dependsOn)
      children.set(parent, [...(children.get(parent) ?? []), node.uniqueId]);
  }
  const reached = new Set([uniqueId]);
  for (const id of reached) for (const child of children.get(id) ?? []) reached.add(child);
  return reached;
}
