import { valueNames } from '../../syntax/function-names.ts';
import { as, noOrigins, type Origins, union, unknownOrigins } from './origin.ts';
import type { TracedColumn, TracedRelation } from './traced-relation.ts';

/** A table of FROM, by the names that the rest of its SELECT has for it, in lower case. */
export interface ScopeTable {
  readonly schema: string;
  readonly name: string;
  readonly relation: TracedRelation;
  /** Called with each column that is named, when the table stands outside of the query. */
  readonly onName: ((column: TracedColumn) => void) | undefined;
}

/** A column as `*` returns it; its table is the one that it is written with. */
export interface StarColumn extends TracedColumn {
  readonly table: ScopeTable;
}

/** What a FROM offers to the rest of its SELECT. */
export interface FromTables {
  readonly tables: readonly ScopeTable[];
  /** What `*` covers, in order. */
  readonly star: readonly StarColumn[];
  /** Columns that USING or NATURAL made one of two, by lower-case name. */
  readonly merged: ReadonlyMap<string, Origins>;
  readonly rows: Origins;
}

/** Common table expressions, by lower-case name. */
export type Ctes = ReadonlyMap<string, TracedRelation>;

/** What names mean at a place of a query. */
export interface Scope {
  readonly from: FromTables;
  readonly ctes: Ctes;
  /** Columns of the SELECT itself that an expression may name, by lower-case name. */
  readonly aliases?: ReadonlyMap<string, Origins>;
  /** Parameters of the lambdas around. */
  readonly params?: ReadonlySet<string>;
  /** The column that COLUMNS(…) stands for just now. */
  readonly current?: TracedColumn;
  /** Where a correlated subquery or a lateral join goes on looking. */
  readonly outer: Scope | undefined;
}

export const emptyFrom: FromTables = { tables: [], star: [], merged: new Map(), rows: noOrigins };

/** What a name such as `plays.level` or `address.city` means; undefined for one that means nothing in any scope. */
export function resolve(names: readonly string[], scope: Scope): Origins | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer) {
    const found = resolveHere(names, at);
    if (found !== undefined) return found;
    const isNamed = ({ relation }: ScopeTable) => relation.columns.every(({ name }) => name !== undefined);
    if (!at.from.tables.every(isNamed)) return unknownOrigins(`the name ${names.join('.')}`);
  }
  return undefined;
}

/** Marks a column as named, and gives what it comes from. */
export function read(table: ScopeTable, column: TracedColumn): Origins {
  table.onName?.(column);
  return column.origins;
}

export function columnOf(table: ScopeTable, name: string): TracedColumn | undefined {
  const wanted = name.toLowerCase();
  return table.relation.columns.find(column => column.name?.toLowerCase() === wanted);
}

/** A column of the tables of a FROM by its name alone; the twins of USING are one. */
export function columnByName({ tables, merged }: FromTables, name: string): Origins | undefined {
  const one = merged.get(name.toLowerCase());
  if (one !== undefined) return one;
  const [first, ...more] = tables.flatMap(table => {
    const column = columnOf(table, name);
    return column === undefined ? [] : [{ table, column }];
  });
  if (more.length > 0) return unknownOrigins(`the name ${name}, which several tables have`);
  return first && read(first.table, first.column);
}

function resolveHere(names: readonly string[], scope: Scope): Origins | undefined {
  const [first = '', ...fields] = names;
  if (scope.params?.has(first.toLowerCase())) return noOrigins;
  if (fields.length === 0) return plainName(first, scope);
  const qualified = byTable(names, scope.from.tables);
  if (qualified !== undefined) return qualified;
  const column = columnOrAlias(first, scope);
  return column && as('transformation', column);
}

function plainName(name: string, scope: Scope): Origins | undefined {
  const found = columnOrAlias(name, scope);
  if (found !== undefined) return found;
  // The name of a table is its row.
  const table = scope.from.tables.find(table => table.name === name.toLowerCase());
  if (table === undefined) return undefined;
  const columns = table.relation.columns.map(({ origins }) => origins);
  return as('transformation', union(...columns, table.relation.rest ?? noOrigins));
}

function columnOrAlias(name: string, scope: Scope): Origins | undefined {
  const column = columnByName(scope.from, name);
  if (column !== undefined) return column;
  const alias = scope.aliases?.get(name.toLowerCase());
  const rests = scope.from.tables.flatMap(({ relation }) => relation.rest ?? []);
  if (rests.length === 0 || valueNames.has(name.toLowerCase())) return alias;
  // One of the columns of unknown names, unless something else has this name.
  const others = [alias, scope.outer && resolve([name], scope.outer), ...rests.slice(1)];
  return others.every(other => other === undefined) ? rests[0] : unknownOrigins(`the name ${name}`);
}

/** `table.column`, `schema.table.column`, and fields of either. */
function byTable(names: readonly string[], tables: readonly ScopeTable[]): Origins | undefined {
  const [first = '', second = ''] = names.map(name => name.toLowerCase());
  const candidates = [
    ...tables
      .filter(({ schema, name }) => schema !== '' && schema === first && name === second)
      .map(table => ({ table, rest: names.slice(2) })),
    ...tables.filter(({ name }) => name === first).map(table => ({ table, rest: names.slice(1) })),
  ];
  for (const { table, rest } of candidates) {
    const [name, ...fields] = rest;
    if (name === undefined) continue;
    const column = columnOf(table, name);
    const origins = column === undefined ? table.relation.rest : read(table, column);
    if (origins !== undefined) return fields.length === 0 ? origins : as('transformation', origins);
  }
  return undefined;
}
