import type { Column } from '../../columns/column.ts';
import { findColumn } from '../../columns/find-column.ts';
import { parseColumnType } from '../../columns/parse-column-type.ts';
import { listIn, locationOf, nodeIn, type SyntaxNode, textIn, textsIn } from '../../syntax/syntax-node.ts';
import { NotPortable } from './not-portable.ts';
import { quoteSparkName } from './quote-spark.ts';
import { type Scope, type ScopeTable, scopeOf } from './scope.ts';
import type { Translation } from './translation.ts';
import { boolean } from './type-of.ts';

/** FROM in Spark SQL, and what its names mean in the rest of the SELECT. */
export interface TranslatedFrom {
  /** Empty when there is none. */
  readonly sql: string;
  readonly tables: readonly ScopeTable[];
  readonly merged: ReadonlyMap<string, string>;
}

const nothing: TranslatedFrom = { sql: '', tables: [], merged: new Map() };

export function translateFrom(
  node: SyntaxNode | undefined,
  outer: Scope | undefined,
  translation: Translation,
  before: TranslatedFrom = nothing,
): TranslatedFrom {
  if (node === undefined || node.type === 'EMPTY') return nothing;
  if (node.sample !== undefined) throw new NotPortable('A sample has other rows in Spark.', node);
  if (node.type === 'JOIN') return translateJoin(node, outer, translation);
  const name = textIn(node, 'alias') || textIn(node, 'table_name') || `unnamed_${locationOf(node) ?? 0}`;
  const columns = translation.typed.columnsOf(node);
  if (columns === undefined) throw new NotPortable('The columns of this table cannot be told.', node);
  const source = translateLeaf(node, columns, before, outer, translation);
  const renamed = columns.map(column => quoteSparkName(column.name)).join(', ');
  const isRenamed =
    textsIn(node, 'column_name_alias').length > 0 ||
    node.type === 'TABLE_FUNCTION' ||
    node.type === 'EXPRESSION_LIST';
  const alias = ` AS ${quoteSparkName(name)}${isRenamed ? `(${renamed})` : ''}`;
  return { sql: `${source}${alias}`, tables: [{ name, columns }], merged: new Map() };
}

function translateLeaf(
  node: SyntaxNode,
  columns: readonly Column[],
  before: TranslatedFrom,
  outer: Scope | undefined,
  translation: Translation,
): string {
  switch (node.type) {
    case 'BASE_TABLE': {
      const [schema, name] = [textIn(node, 'schema_name'), textIn(node, 'table_name')];
      if (translation.cteReferences.has(node)) return quoteSparkName(name);
      return translation.tableName({ schema: schema || 'main', name });
    }
    case 'SUBQUERY':
      return `(${translation.query(nodeIn(nodeIn(node, 'subquery')!, 'node')!, outer)})`;
    case 'EXPRESSION_LIST':
      return valuesOf(node, columns, translation);
    case 'TABLE_FUNCTION':
      return unnestOf(node, before, outer, translation);
    default:
      throw new NotPortable(`${describe(node)} in FROM has no known form in Spark SQL.`, node);
  }
}

/** The elements of a list, which may be a column of a table before it. */
function unnestOf(
  node: SyntaxNode,
  before: TranslatedFrom,
  outer: Scope | undefined,
  translation: Translation,
): string {
  const call = nodeIn(node, 'function') ?? {};
  const [list, ...more] = listIn(call, 'children');
  if (textIn(call, 'function_name').toLowerCase() !== 'unnest' || list === undefined || more.length > 0)
    throw new NotPortable(`${describe(node)} in FROM has no known form in Spark SQL.`, node);
  return `LATERAL explode(${translation.expression(list, scopeOf(before, outer)).sql})`;
}

/** VALUES, with every cell of the type of its column. Spark's own take no lambdas and no subqueries. */
function valuesOf(node: SyntaxNode, columns: readonly Column[], translation: Translation): string {
  const scope = scopeOf(nothing, undefined);
  const rows = node.values;
  const types = columns.map(({ type }) => parseColumnType(type));
  if (!Array.isArray(rows)) throw new NotPortable('These VALUES cannot be read.', node);
  const texts = rows.map((row: readonly SyntaxNode[]) => {
    const cells = row.map((cell, index) => translation.as(cell, types[index]!, scope).sql);
    return `SELECT ${cells.join(', ')}`;
  });
  return `(${texts.join(' UNION ALL ')})`;
}

function describe(node: SyntaxNode): string {
  if (node.type !== 'TABLE_FUNCTION') return String(node.type);
  return `The function ${textIn(nodeIn(node, 'function') ?? {}, 'function_name')}`;
}

const joins: Readonly<Record<string, string>> = {
  INNER: 'INNER JOIN',
  LEFT: 'LEFT OUTER JOIN',
  RIGHT: 'RIGHT OUTER JOIN',
  OUTER: 'FULL OUTER JOIN',
  FULL: 'FULL OUTER JOIN',
  SEMI: 'LEFT SEMI JOIN',
  ANTI: 'LEFT ANTI JOIN',
};

function translateJoin(node: SyntaxNode, outer: Scope | undefined, translation: Translation): TranslatedFrom {
  const left = translateFrom(nodeIn(node, 'left'), outer, translation);
  const right = translateFrom(nodeIn(node, 'right'), outer, translation, left);
  const kind = textIn(node, 'ref_type');
  const type = textIn(node, 'join_type');
  const side = nodeIn(node, 'right')?.type === 'JOIN' ? `(${right.sql})` : right.sql;
  const tables = type === 'SEMI' || type === 'ANTI' ? left.tables : [...left.tables, ...right.tables];
  const merged = new Map([...left.merged, ...right.merged]);
  if (kind === 'CROSS') return { sql: `${left.sql} CROSS JOIN ${side}`, tables, merged };
  const word = joins[type];
  if (word === undefined || !['REGULAR', 'NATURAL'].includes(kind)) {
    throw new NotPortable(
      `A join of the kind ${kind === 'REGULAR' ? type : kind} has no form in Spark SQL.`,
      node,
      kind === 'ASOF' ? 'Join on the keys and keep one row with row_number().' : undefined,
    );
  }
  const scope = scopeOf({ tables: [...left.tables, ...right.tables], merged }, outer);
  const condition = nodeIn(node, 'condition');
  if (condition !== undefined) {
    return {
      sql: `${left.sql} ${word} ${side} ON ${translation.as(condition, boolean, scope).sql}`,
      tables,
      merged,
    };
  }
  const names = kind === 'NATURAL' ? common(left, right) : textsIn(node, 'using_columns');
  const pairs = names.map(name => [name, columnIn(left, name, node), columnIn(right, name, node)] as const);
  for (const [name, ours, theirs] of pairs) merged.set(name.toLowerCase(), oneOf(type, ours, theirs));
  const on = pairs.map(([, ours, theirs]) => `${ours} = ${theirs}`).join(' AND ');
  return { sql: `${left.sql} ${word} ${side} ON ${on}`, tables, merged };
}

function oneOf(type: string, left: string, right: string): string {
  if (type === 'RIGHT') return right;
  return type === 'OUTER' || type === 'FULL' ? `coalesce(${left}, ${right})` : left;
}

function columnIn({ merged, tables }: TranslatedFrom, name: string, node: SyntaxNode): string {
  const known = merged.get(name.toLowerCase());
  if (known !== undefined) return known;
  for (const table of tables) {
    const column = findColumn(table.columns, name);
    if (column !== undefined) return `${quoteSparkName(table.name)}.${quoteSparkName(column.name)}`;
  }
  throw new NotPortable(`The column ${name} of USING is not found.`, node);
}

function common(left: TranslatedFrom, right: TranslatedFrom): readonly string[] {
  const names = ({ tables }: TranslatedFrom) =>
    tables.flatMap(({ columns }) => columns.map(({ name }) => name));
  const others = new Set(names(right).map(name => name.toLowerCase()));
  return names(left).filter(name => others.has(name.toLowerCase()));
}
