import type { Column } from '../columns/column.ts';
import { cteOf, enter, leavesOf, nameOf, outermostSelects, type Query, subqueryOf } from './query.ts';
import { listIn, nodeIn, type SyntaxNode, textIn, textsIn } from './syntax-node.ts';

/** A column of a table in FROM; its type is undefined when only the engine could tell it. */
export interface ScopeColumn {
  /** Lower case. */
  readonly name: string;
  readonly type: string | undefined;
}

export interface ScopeTable {
  /** What the rest of the SELECT calls it, in lower case. */
  readonly name: string;
  /** Undefined when they are not known. */
  readonly columns: readonly ScopeColumn[] | undefined;
}

/** The columns of a table outside of the query, if it is known. */
export type TableColumns = (schema: string, name: string) => readonly Column[] | undefined;

/** Follows columns by name through subqueries and common table expressions, each looked at once. */
export class QueryColumns {
  readonly #tableColumns: TableColumns;
  readonly #known = new WeakMap<SyntaxNode, readonly ScopeColumn[] | undefined>();

  constructor(tableColumns: TableColumns) {
    this.#tableColumns = tableColumns;
  }

  /** The tables that the expressions of a SELECT can name, from left to right. */
  tablesOf({ node, ctes }: Query): readonly ScopeTable[] {
    return leavesOf(nodeIn(node, 'from_table')).map(leaf => {
      const inner = leaf.type === 'BASE_TABLE' ? cteOf(leaf, ctes) : subqueryOf(leaf, ctes);
      const columns =
        inner !== undefined
          ? this.#columnsOf(inner)
          : this.#tableColumns(textIn(leaf, 'schema_name'), textIn(leaf, 'table_name'))?.map(lowerCase);
      return { name: nameOf(leaf), columns: renamed(columns, textsIn(leaf, 'column_name_alias')) };
    });
  }

  #columnsOf(query: Query): readonly ScopeColumn[] | undefined {
    const { node } = query;
    if (!this.#known.has(node)) {
      const [first, ...others] = outermostSelects(query).map(select => this.#selected(select));
      // UNION and its like take the names of the first side, and types that fit all.
      const columns = first?.map(({ name, type }, index) => ({
        name,
        type: others.every(side => side?.[index]?.type === type) ? type : undefined,
      }));
      this.#known.set(node, columns);
    }
    return renamed(this.#known.get(node), query.columnNames ?? []);
  }

  #selected(query: Query): readonly ScopeColumn[] | undefined {
    const select = enter(query.node, query.ctes);
    const tables = this.tablesOf(select);
    const columns = listIn(select.node, 'select_list').map(item =>
      item.type === 'STAR' ? starColumns(item, tables) : [selectedColumn(item, tables)],
    );
    return columns.some(found => found === undefined) ? undefined : columns.flatMap(found => found ?? []);
  }
}

/** The type of a column reference or a cast; undefined for any other expression. */
export function typeOf(expression: SyntaxNode, tables: readonly ScopeTable[]): string | undefined {
  if (expression.class === 'CAST') return textIn(nodeIn(expression, 'cast_type') ?? {}, 'id') || undefined;
  if (expression.class !== 'COLUMN_REF') return undefined;
  const name = columnNameOf(expression);
  const owner = ownerOf(expression, tables);
  return owner?.columns?.find(column => column.name === name)?.type;
}

/** The table that a column reference means; undefined when that is not sure. */
export function ownerOf(reference: SyntaxNode, tables: readonly ScopeTable[]): ScopeTable | undefined {
  const names = textsIn(reference, 'column_names').map(name => name.toLowerCase());
  if (names.length > 1) return tables.find(table => table.name === names.at(-2));
  if (tables.some(({ columns }) => columns === undefined)) return undefined;
  const owners = tables.filter(({ columns }) => columns!.some(column => column.name === names[0]));
  return owners.length === 1 ? owners[0] : undefined;
}

function columnNameOf(reference: SyntaxNode): string {
  return textsIn(reference, 'column_names').at(-1)?.toLowerCase() ?? '';
}

function selectedColumn(item: SyntaxNode, tables: readonly ScopeTable[]): ScopeColumn {
  const alias = textIn(item, 'alias').toLowerCase();
  return { name: alias || columnNameOf(item), type: typeOf(item, tables) };
}

function starColumns(star: SyntaxNode, tables: readonly ScopeTable[]): readonly ScopeColumn[] | undefined {
  const isPlain = ['exclude_list', 'replace_list', 'rename_list', 'columns', 'expr'].every(
    key => star[key] === undefined,
  );
  const from = textIn(star, 'relation_name').toLowerCase();
  const covered = tables.filter(({ name }) => from === '' || name === from);
  if (!isPlain || covered.some(({ columns }) => columns === undefined)) return undefined;
  return covered.flatMap(({ columns }) => columns!);
}

function renamed(
  columns: readonly ScopeColumn[] | undefined,
  names: readonly string[],
): readonly ScopeColumn[] | undefined {
  return columns?.map((column, index) => ({ ...column, name: names[index]?.toLowerCase() ?? column.name }));
}

function lowerCase({ name, type }: Column): ScopeColumn {
  return { name: name.toLowerCase(), type };
}
