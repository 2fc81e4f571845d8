import { type AliasNode, type OperationNode, TableNode } from 'kysely';

/** What a table that a query names stands for. */
export type ResolveTable = (named: NamedByQuery) => TableNode | undefined;

/** Whether a table that a query names stands for one of another name. */
export type IsRenamed = (named: Pick<NamedByQuery, 'schema' | 'name'>) => boolean;

export interface NamedByQuery {
  readonly schema: string | undefined;
  readonly name: string;
  /** In the text of a `sql` template nobody can say whether a name is a table's or an alias. */
  readonly inText: boolean;
}

/**
 * Replaces every table that a query reads by what `resolve` makes of it. A name counts as a table only where a table can
 * stand: after FROM and JOIN, and as `sql.table()` in a template. There it is a common table expression if one of that
 * name is in scope, and a table of the project otherwise. A qualifier, as in `users.level`, names whatever the query calls so,
 * and is left alone; only that of a schema, as in `raw.events.id`, goes where the table has another name now.
 *
 * @param node left as it is; @param resolve gives undefined to leave a name as it is.
 */
export function resolveTables(
  node: OperationNode,
  resolve: ResolveTable,
  isRenamed: IsRenamed = () => false,
): OperationNode {
  return new Resolver(resolve, isRenamed).node(node, noScope);
}

/** Names of common table expressions, in lower case: DuckDB does not tell upper from lower case. */
type Scope = ReadonlySet<string>;
const noScope: Scope = new Set();

type Tree = OperationNode & Readonly<Record<string, unknown>>;

class Resolver {
  readonly #resolve: ResolveTable;
  readonly #isRenamed: IsRenamed;

  constructor(resolve: ResolveTable, isRenamed: IsRenamed) {
    this.#resolve = resolve;
    this.#isRenamed = isRenamed;
  }

  node<Node extends OperationNode>(node: Node, scope: Scope): Node {
    const tree = node as unknown as Tree;
    switch (node.kind) {
      // What a user passed as a value may look like a node and is none.
      case 'ValueNode':
      case 'PrimitiveValueListNode':
        return node;
      case 'FromNode':
        return this.#with(
          tree,
          'froms',
          froms => this.#tables(froms as readonly Tree[], scope),
          scope,
        ) as Node;
      case 'JoinNode':
        return this.#with(tree, 'table', table => this.#table(table as Tree, scope), scope) as Node;
      case 'RawNode':
        return this.#raw(tree, scope) as unknown as Node;
      case 'ReferenceNode':
        return this.#qualified(tree) as unknown as Node;
      default:
        return (tree.with === undefined
          ? this.#children(tree, scope)
          : this.#statement(tree, scope)) as unknown as Node;
    }
  }

  /** A common table expression sees those before it; with RECURSIVE also itself, and those after it as DuckDB has it. */
  #statement(tree: Tree, outer: Scope): Tree {
    const clause = tree.with as Tree;
    const scope = new Set(outer);
    const expressions = (clause.expressions as readonly Tree[]).map(expression => {
      const name = cteName(expression);
      if (clause.recursive === true) scope.add(name);
      const resolved = this.#children(expression, new Set(scope));
      scope.add(name);
      return resolved;
    });
    const { with: _, ...rest } = tree;
    const resolved = this.#children(rest as unknown as Tree, scope);
    return { ...resolved, with: { ...clause, expressions } } as unknown as Tree;
  }

  #with(tree: Tree, key: string, resolve: (value: unknown) => unknown, scope: Scope): Tree {
    const { [key]: value, ...rest } = tree;
    const resolved = this.#children(rest as unknown as Tree, scope);
    return { ...resolved, [key]: resolve(value) } as unknown as Tree;
  }

  #children(tree: Tree, scope: Scope): Tree {
    const entries = Object.entries(tree).map(([key, value]) => [key, this.#value(value, scope)]);
    return Object.fromEntries(entries) as Tree;
  }

  #value(value: unknown, scope: Scope): unknown {
    if (Array.isArray(value)) return value.map(item => this.#value(item, scope));
    return isNode(value) ? this.node(value, scope) : value;
  }

  #tables(nodes: readonly Tree[], scope: Scope): readonly OperationNode[] {
    return nodes.map(node => this.#table(node, scope));
  }

  #table(node: Tree, scope: Scope): OperationNode {
    if (node.kind === 'AliasNode')
      return { ...node, node: this.#aliased(node.node as Tree, scope) } as OperationNode;
    if (node.kind === 'ListNode')
      return {
        ...node,
        items: this.#tables(node.items as readonly Tree[], scope),
      } as unknown as OperationNode;
    if (node.kind !== 'TableNode') return this.node(node, scope);
    const table = node as unknown as TableNode;
    return withOwnName(table, this.#named(table, scope, false));
  }

  #aliased(node: Tree, scope: Scope): OperationNode {
    const isTable = node.kind === 'TableNode';
    return isTable ? this.#named(node as unknown as TableNode, scope, false) : this.#table(node, scope);
  }

  #raw(tree: Tree, scope: Scope): Tree {
    const fragments = tree.sqlFragments as readonly string[];
    const parameters = (tree.parameters as readonly Tree[]).map((parameter, index) => {
      // A name before a dot qualifies a column.
      if (isTable(parameter) && /^\s*\./.test(fragments[index + 1] ?? '')) return parameter;
      if (parameter.kind !== 'TableNode') return this.node(parameter as OperationNode, scope);
      return this.#named(parameter as unknown as TableNode, scope, true);
    });
    return { ...tree, parameters } as unknown as Tree;
  }

  #qualified(tree: Tree): Tree {
    const table = tree.table as TableNode | undefined;
    const { schema, identifier } = table?.table ?? {};
    if (schema === undefined || !this.#isRenamed({ schema: schema.name, name: identifier!.name }))
      return tree;
    return { ...tree, table: TableNode.create(identifier!.name) } as unknown as Tree;
  }

  #named(node: TableNode, scope: Scope, inText: boolean): TableNode {
    const { schema, identifier } = node.table;
    if (schema === undefined && scope.has(identifier.name.toLowerCase())) return node;
    return this.#resolve({ schema: schema?.name, name: identifier.name, inText }) ?? node;
  }
}

/** A model may be called otherwise in SQL; its columns are still qualified by the name that the query gives. */
function withOwnName(node: TableNode, resolved: TableNode): OperationNode {
  const { identifier } = node.table;
  if (resolved.table.identifier.name === identifier.name) return resolved;
  return { kind: 'AliasNode', node: resolved, alias: identifier } as AliasNode;
}

/** A table, or what `sql.table()` gives: a template of nothing but one. */
function isTable(tree: Tree): boolean {
  if (tree.kind !== 'RawNode') return tree.kind === 'TableNode';
  const [first, ...others] = tree.parameters as readonly Tree[];
  const isBare = (tree.sqlFragments as readonly string[]).every(fragment => fragment === '');
  return isBare && first?.kind === 'TableNode' && others.length === 0;
}

function cteName(expression: Tree): string {
  const { name } = expression as unknown as { readonly name: { readonly table: TableNode } };
  return name.table.table.identifier.name.toLowerCase();
}

function isNode(value: unknown): value is OperationNode {
  return (
    typeof value === 'object' && value !== null && typeof (value as { kind?: unknown }).kind === 'string'
  );
}
