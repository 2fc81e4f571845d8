import { hasAggregate, ordinalOf, partsOf } from '../../../syntax/expression-parts.ts';
import { joinsOf, leavesOf, nameOf } from '../../../syntax/query.ts';
import { listIn, nodeIn, type SyntaxNode, textIn, textsIn } from '../../../syntax/syntax-node.ts';
import { UntoldError } from './carried-files.ts';
import {
  changed,
  columnNode,
  deduplicated,
  ordinalNode,
  selectNode,
  starNode,
  subqueryNode,
} from './query-nodes.ts';

/**
 * A SELECT DISTINCT that carries files, of which equal rows are one. The order of the rows matters only to a LIMIT: it then
 * stands outside, where the tables of FROM are not known any more.
 *
 * @param items what the SELECT is written with, without the files
 */
export function distinctRows(
  select: SyntaxNode,
  items: readonly SyntaxNode[],
  isLimited: boolean,
): SyntaxNode {
  const distinct = deduplicated({ ...select, modifiers: [], cte_map: { map: [] } });
  if (!isLimited) return distinct;
  const after = listIn(select, 'modifiers')
    .filter(({ type }) => type !== 'DISTINCT_MODIFIER')
    .map(modifier => ordersOutside(modifier, select, items));
  return { ...selectNode([starNode([])], subqueryNode(distinct, '_sparkify_rows')), modifiers: after };
}

function ordersOutside(modifier: SyntaxNode, select: SyntaxNode, items: readonly SyntaxNode[]): SyntaxNode {
  if (modifier.type !== 'ORDER_MODIFIER') return modifier;
  const tables = knownTables(nodeIn(select, 'from_table'));
  const orders = listIn(modifier, 'orders').map(order => {
    const expression = outside(nodeIn(order, 'expression') ?? {}, items, tables);
    if (expression === undefined)
      throw new UntoldError('It takes some of its DISTINCT rows by an order that its columns do not tell.');
    return { ...order, expression };
  });
  return { ...modifier, orders };
}

/** The same order by the columns of the result; undefined where that is not sure. */
function outside(
  order: SyntaxNode,
  items: readonly SyntaxNode[],
  tables: KnownTables,
): SyntaxNode | undefined {
  if (ordinalOf(order) !== undefined || order.type === 'STAR') return order;
  const parts = partsOf(order);
  if (hasAggregate(order) || parts.some(part => part.class === 'WINDOW' || part.class === 'SUBQUERY'))
    return undefined;
  const place = placeOf(order, items);
  if (place !== undefined) return place;
  let isSure = true;
  const named = changed(order, part => {
    if (part.class !== 'COLUMN_REF') return undefined;
    const name = nameOutside(part, items, tables);
    if (name === undefined) isSure = false;
    return columnNode(name ?? '');
  }) as SyntaxNode;
  return isSure ? named : undefined;
}

/** The place of the item that is meant, where no star stands before it. */
function placeOf(order: SyntaxNode, items: readonly SyntaxNode[]): SyntaxNode | undefined {
  const [name = '', ...more] = order.class === 'COLUMN_REF' ? textsIn(order, 'column_names') : [];
  const isAlias = (item: SyntaxNode) =>
    name !== '' && more.length === 0 && textIn(item, 'alias').toLowerCase() === name.toLowerCase();
  const byAlias = items.findIndex(isAlias);
  const index = byAlias >= 0 ? byAlias : items.findIndex(item => textOf(item) === textOf(order));
  const hasStar = items.slice(0, index + 1).some(item => partsOf(item).some(({ type }) => type === 'STAR'));
  return index < 0 || hasStar ? undefined : ordinalNode(index + 1);
}

/** What a column that is selected as it is is called in the result. */
function nameOutside(
  reference: SyntaxNode,
  items: readonly SyntaxNode[],
  tables: KnownTables,
): string | undefined {
  const names = items.map(nameOfItem);
  const isMeant = (item: SyntaxNode) => item.class === 'COLUMN_REF' && isSame(item, reference, tables);
  const [written = '', ...more] = textsIn(reference, 'column_names').map(name => name.toLowerCase());
  const isHidden = items.some(item => textIn(item, 'alias').toLowerCase() === written && !isMeant(item));
  if (more.length === 0 && isHidden) return undefined;
  const found = items.filter(isMeant).map(nameOfItem)[0];
  if (found !== undefined && names.every(name => name !== undefined))
    return names.filter(name => name === found).length === 1 ? found : undefined;
  // All columns of the one table are there under their own names.
  const isStar = tables.names.size === 1 && items.length === 1 && isPlainStar(items[0]!);
  return isStar && isOfTable(reference, tables) ? columnOf(reference) : undefined;
}

/** The tables of a FROM, as far as it is to be told whether two names mean one column. */
interface KnownTables {
  readonly names: ReadonlySet<string>;
  /** Whether a column without its table is the same as that with it. */
  readonly isSimple: boolean;
}

function knownTables(from: SyntaxNode | undefined): KnownTables {
  // An outer join makes a column of its own out of those that it compares by one name.
  const isSimple = joinsOf(from).every(
    join => join.join_type === 'INNER' || (join.ref_type !== 'NATURAL' && !hasAny(join.using_columns)),
  );
  return { names: new Set(leavesOf(from).map(nameOf)), isSimple };
}

function isSame(item: SyntaxNode, reference: SyntaxNode, tables: KnownTables): boolean {
  if (textOf(item) === textOf(reference)) return true;
  const lengths = [item, reference].map(column => textsIn(column, 'column_names').length);
  const isNamed = isOfTable(item, tables) && isOfTable(reference, tables);
  return tables.isSimple && lengths.includes(1) && isNamed && columnOf(item) === columnOf(reference);
}

/** Whether a reference is a column with or without its table, and not a part of one. */
function isOfTable(reference: SyntaxNode, { names }: KnownTables): boolean {
  const [first = '', ...more] = textsIn(reference, 'column_names');
  return more.length === 0 || (more.length === 1 && names.has(first.toLowerCase()));
}

function hasAny(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0;
}

function nameOfItem(item: SyntaxNode): string | undefined {
  return textIn(item, 'alias').toLowerCase() || (item.class === 'COLUMN_REF' ? columnOf(item) : undefined);
}

function isPlainStar(item: SyntaxNode): boolean {
  const isChanged = ['replace_list', 'rename_list'].some(key => hasAny(item[key]));
  return item.type === 'STAR' && !isChanged && item.columns === undefined && item.expr === undefined;
}

function columnOf(reference: SyntaxNode): string {
  return textsIn(reference, 'column_names').at(-1)!.toLowerCase();
}

/** An expression without what it is called and where it stands. */
function textOf(expression: SyntaxNode): string {
  return JSON.stringify(expression, (key, value: unknown) =>
    key === 'alias' || key === 'query_location'
      ? undefined
      : key === 'column_names' && Array.isArray(value)
        ? value.map(name => String(name).toLowerCase())
        : value,
  );
}
