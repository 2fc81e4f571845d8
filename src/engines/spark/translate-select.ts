import { hasAggregate, ordinalOf } from '../../syntax/expression-parts.ts';
import { isSyntaxNode, listIn, nodeIn, type SyntaxNode, textIn, textsIn } from '../../syntax/syntax-node.ts';
import { NotPortable } from './not-portable.ts';
import { quoteSparkName } from './quote-spark.ts';
import type { Scope } from './scope.ts';
import { translateFrom } from './translate-from.ts';
import { translateOrder } from './translate-window.ts';
import type { Translation } from './translation.ts';
import { boolean } from './type-of.ts';

/** A column of a SELECT: what it is, and what it is called. */
interface Item {
  readonly sql: string;
  readonly name: string;
  /** Undefined of one that a star stands for. */
  readonly node: SyntaxNode | undefined;
}

/** Names of columns that are only there to choose or order rows by. */
const hidden = (place: number) => quoteSparkName(`sparkify_${place}`);

/** A SELECT in Spark SQL, without its common table expressions. */
export function translateSelect(
  node: SyntaxNode,
  outer: Scope | undefined,
  translation: Translation,
): string {
  if (node.sample !== undefined) throw new NotPortable('A sample has other rows in Spark.', node);
  const from = translateFrom(nodeIn(node, 'from_table'), outer, translation);
  const list = listIn(node, 'select_list');
  const named = list.filter(item => item.class !== 'STAR' && textIn(item, 'alias') !== '');
  const aliases = new Map(named.map(item => [textIn(item, 'alias').toLowerCase(), item]));
  const scope: Scope = { ...from, aliases, parameters: new Set(), outer };
  const text = (expression: SyntaxNode) => translation.expression(expression, scope).sql;
  const truth = (expression: SyntaxNode) => translation.as(expression, boolean, scope).sql;
  const items = itemsOf(node, list, scope, translation);
  const where = nodeIn(node, 'where_clause');
  const having = nodeIn(node, 'having');
  const clauses = [
    from.sql === '' ? '' : ` FROM ${from.sql}`,
    where === undefined ? '' : ` WHERE ${translation.as(where, boolean, { ...scope, isFilter: true }).sql}`,
    groupBy(node, items, text),
    having === undefined
      ? ''
      : ` HAVING ${translation.as(having, boolean, { ...scope, isNamedFirst: true }).sql}`,
  ].join('');
  return finished(node, items, clauses, { text, truth, aliases });
}

interface Texts {
  readonly text: (expression: SyntaxNode) => string;
  readonly truth: (expression: SyntaxNode) => string;
  readonly aliases: ReadonlyMap<string, SyntaxNode>;
}

/** QUALIFY and DISTINCT ON choose rows by a column more, which a SELECT around it leaves out. */
function finished(node: SyntaxNode, items: readonly Item[], clauses: string, texts: Texts): string {
  const modifiers = listIn(node, 'modifiers');
  const distinct = modifiers.find(({ type }) => type === 'DISTINCT_MODIFIER');
  const targets = distinct === undefined ? [] : listIn(distinct, 'distinct_on_targets');
  const orders = modifiers
    .filter(({ type }) => type === 'ORDER_MODIFIER')
    .flatMap(each => listIn(each, 'orders'))
    .flatMap(order => everyItem(order, items));
  const qualify = nodeIn(node, 'qualify');
  const keep: string[] = [];
  const extra: string[] = [];
  if (qualify !== undefined) keep.push(texts.truth(qualify));
  if (targets.length > 0) {
    if (orders.length === 0)
      throw new NotPortable('DISTINCT ON without an order keeps any row.', node, 'Say which: ORDER BY.');
    const by = targets.map(texts.text).join(', ');
    const order = orders
      .map(each => translateOrder(each, expression => orderText(expression, items, texts)))
      .join(', ');
    keep.push(`row_number() OVER (PARTITION BY ${by} ORDER BY ${order}) = 1`);
  }
  const word = distinct !== undefined && targets.length === 0 ? 'SELECT DISTINCT' : 'SELECT';
  const end = limitOf(modifiers, texts.text);
  const columns = items.map(({ sql, name }) => `${sql} AS ${quoteSparkName(name)}`);
  if (keep.length === 0) {
    const order = orders.map(each => translateOrder(each, expression => orderText(expression, items, texts)));
    const by = order.length === 0 ? '' : ` ORDER BY ${order.join(', ')}`;
    return `${word} ${columns.join(', ')}${clauses}${by}${end}`;
  }
  extra.push(...keep.map((condition, index) => `${condition} AS ${hidden(index)}`));
  const places = orders.map((each, index) => {
    const place = index + keep.length;
    extra.push(`${orderText(nodeIn(each, 'expression')!, items, texts)} AS ${hidden(place)}`);
    return translateOrder(each, () => hidden(place));
  });
  const inner = `SELECT ${[...columns, ...extra].join(', ')}${clauses}`;
  const names = items.map(({ name }) => quoteSparkName(name)).join(', ');
  const conditions = keep.map((_, index) => hidden(index)).join(' AND ');
  const by = places.length === 0 ? '' : ` ORDER BY ${places.join(', ')}`;
  if (distinct !== undefined && targets.length === 0 && places.length > 0)
    throw new NotPortable('DISTINCT with QUALIFY and ORDER BY has no form in Spark SQL.', node);
  return `${word} ${names} FROM (${inner}) WHERE ${conditions}${by}${end}`;
}

/** ORDER BY ALL is by each column of the result. */
function everyItem(order: SyntaxNode, items: readonly Item[]): readonly SyntaxNode[] {
  if (nodeIn(order, 'expression')?.class !== 'STAR') return [order];
  return items.map((_, index) => ({
    ...order,
    expression: { class: 'CONSTANT', value: { value: index + 1 } },
  }));
}

/** By number, by the name of a column of the result, or by an expression; a column of the result goes by its name. */
function orderText(expression: SyntaxNode, items: readonly Item[], { text, aliases }: Texts): string {
  const place = ordinalOf(expression);
  const names = textsIn(expression, 'column_names');
  const isName = expression.class === 'COLUMN_REF' && names.length === 1;
  const alias = isName ? aliases.get(names[0]!.toLowerCase()) : undefined;
  const sql = place === undefined ? text(alias ?? expression) : items[place - 1]!.sql;
  const item = items.find(each => each.sql === sql);
  const isUnique =
    item !== undefined &&
    items.filter(({ name }) => name.toLowerCase() === item.name.toLowerCase()).length === 1;
  return isUnique ? quoteSparkName(item.name) : sql;
}

export function limitOf(modifiers: readonly SyntaxNode[], text: (expression: SyntaxNode) => string): string {
  return modifiers
    .filter(({ type }) => type === 'LIMIT_MODIFIER')
    .flatMap(modifier => [
      ...(isSyntaxNode(modifier.limit) ? [` LIMIT ${text(modifier.limit)}`] : []),
      ...(isSyntaxNode(modifier.offset) ? [` OFFSET ${text(modifier.offset)}`] : []),
    ])
    .join('');
}

function groupBy(node: SyntaxNode, items: readonly Item[], text: (expression: SyntaxNode) => string): string {
  const groups = listIn(node, 'group_expressions');
  const sets = Array.isArray(node.group_sets) ? (node.group_sets as readonly (readonly number[])[]) : [];
  if (node.aggregate_handling === 'FORCE_AGGREGATES') {
    const plain = items.filter(({ node: item }) => item === undefined || !hasAggregate(item));
    return plain.length === 0 ? '' : ` GROUP BY ${plain.map(({ sql }) => sql).join(', ')}`;
  }
  if (groups.length === 0) return '';
  const texts = groups.map(group => {
    const place = ordinalOf(group);
    return place === undefined ? text(group) : items[place - 1]!.sql;
  });
  if (sets.length <= 1) return ` GROUP BY ${texts.join(', ')}`;
  const inSets = sets.map(set => `(${set.map(index => texts[index]).join(', ')})`);
  return ` GROUP BY GROUPING SETS (${inSets.join(', ')})`;
}

/** The columns of a SELECT, those that stars stand for among them, named as DuckDB names them. */
function itemsOf(
  node: SyntaxNode,
  list: readonly SyntaxNode[],
  scope: Scope,
  translation: Translation,
): readonly Item[] {
  const names = translation.typed.columnsOf(node)?.map(({ name }) => name);
  const items = list.flatMap((item): readonly Item[] => {
    if (item.class === 'STAR') return starItems(item, scope, translation);
    const name = textIn(item, 'alias') || textsIn(item, 'column_names').at(-1) || '';
    return [{ sql: translation.expression(item, scope).sql, name, node: item }];
  });
  if (names !== undefined && names.length !== items.length)
    throw new NotPortable('The columns of this SELECT cannot be told apart.', node);
  return items.map((item, index) => ({ ...item, name: item.name || names?.[index] || `column${index}` }));
}

function starItems(star: SyntaxNode, scope: Scope, translation: Translation): readonly Item[] {
  if (star.columns === true || star.expr !== undefined)
    throw new NotPortable('COLUMNS() has no known form in Spark SQL.', star);
  const relation = textIn(star, 'relation_name').toLowerCase();
  const tables = scope.tables.filter(({ name }) => relation === '' || name.toLowerCase() === relation);
  const excluded = new Set(excludedBy(star).map(name => name.toLowerCase()));
  const replaced = new Map(pairsIn(star, 'replace_list').map(([key, value]) => [key.toLowerCase(), value]));
  const renamed = new Map(
    pairsIn(star, 'rename_list').map(([key, value]) => [key.toLowerCase(), String(value)]),
  );
  const seen = new Set<string>();
  return tables.flatMap(table =>
    table.columns.flatMap((column): readonly Item[] => {
      const key = column.name.toLowerCase();
      const merged = relation === '' ? scope.merged.get(key) : undefined;
      if (excluded.has(key) || (merged !== undefined && seen.has(key))) return [];
      seen.add(key);
      const replacement = replaced.get(key);
      const name = renamed.get(key) ?? column.name;
      if (isSyntaxNode(replacement))
        return [{ sql: translation.expression(replacement, scope).sql, name, node: replacement }];
      return [
        {
          sql: merged ?? `${quoteSparkName(table.name)}.${quoteSparkName(column.name)}`,
          name,
          node: undefined,
        },
      ];
    }),
  );
}

function excludedBy(star: SyntaxNode): readonly string[] {
  const list = [star.exclude_list, star.qualified_exclude_list].flatMap(each =>
    Array.isArray(each) ? each : [],
  );
  return list.map(each => (isSyntaxNode(each) ? textIn(each, 'column') : String(each)));
}

function pairsIn(star: SyntaxNode, key: string): readonly (readonly [string, unknown])[] {
  return listIn(star, key).map(pair => [textIn(pair, 'key'), pair.value]);
}
