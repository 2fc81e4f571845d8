import type { Column } from '../../columns/column.ts';
import { findColumn } from '../../columns/find-column.ts';
import { parseColumnType } from '../../columns/parse-column-type.ts';
import { ordinalOf } from '../../syntax/expression-parts.ts';
import { listIn, nodeIn, type SyntaxNode, textIn, textsIn } from '../../syntax/syntax-node.ts';
import { NotPortable } from './not-portable.ts';
import { quoteSparkName } from './quote-spark.ts';
import type { Scope } from './scope.ts';
import { requireType } from './spark-value.ts';
import { limitOf } from './translate-select.ts';
import { translateOrder } from './translate-window.ts';
import type { Translation } from './translation.ts';

const words: Readonly<Record<string, string>> = {
  UNION: 'UNION',
  UNION_BY_NAME: 'UNION',
  EXCEPT: 'EXCEPT',
  INTERSECT: 'INTERSECT',
};

/** UNION and its like, each side with the columns of the whole. */
export function translateSetOperation(
  node: SyntaxNode,
  outer: Scope | undefined,
  translation: Translation,
): string {
  const kind = textIn(node, 'setop_type');
  const word = words[kind];
  if (word === undefined) throw new NotPortable(`${kind} has no form in Spark SQL.`, node);
  const columns = columnsOf(node, translation);
  const [left, right] = ['left', 'right'].map(side => {
    const part = nodeIn(node, side)!;
    const own = columnsOf(part, translation);
    const sql = translation.query(part, outer);
    return alignedSide({ sql, own, wanted: columns, isByName: kind === 'UNION_BY_NAME', node: part });
  });
  const all = node.setop_all === false ? 'DISTINCT' : 'ALL';
  const modifiers = listIn(node, 'modifiers');
  const orders = modifiers.flatMap(modifier => listIn(modifier, 'orders'));
  const name = (expression: SyntaxNode) => resultColumn(expression, columns);
  const by =
    orders.length === 0 ? '' : ` ORDER BY ${orders.map(order => translateOrder(order, name)).join(', ')}`;
  const end = limitOf(modifiers, expression => String(nodeIn(expression, 'value')?.value));
  return `(${left}) ${word} ${all} (${right})${by}${end}`;
}

function columnsOf(node: SyntaxNode, { typed }: Translation): readonly Column[] {
  const columns = typed.columnsOf(node);
  if (columns === undefined) throw new NotPortable('The columns of this query cannot be told.', node);
  return columns;
}

interface Side {
  readonly sql: string;
  readonly own: readonly Column[];
  readonly wanted: readonly Column[];
  readonly isByName: boolean;
  readonly node: SyntaxNode;
}

/** A side with the columns of the whole: in their order, with their types. */
function alignedSide({ sql, own, wanted, isByName, node }: Side): string {
  const columns = wanted.map((column, index) => {
    const from = isByName ? findColumn(own, column.name) : own[index];
    const type = requireType(parseColumnType(column.type), node);
    const name = quoteSparkName(column.name);
    if (from === undefined) return `CAST(NULL AS ${type}) AS ${name}`;
    const value = quoteSparkName(from.name);
    return from.type === column.type ? `${value} AS ${name}` : `CAST(${value} AS ${type}) AS ${name}`;
  });
  return `SELECT ${columns.join(', ')} FROM (${sql})`;
}

function resultColumn(expression: SyntaxNode, columns: readonly Column[]): string {
  const place = ordinalOf(expression);
  const wanted = textsIn(expression, 'column_names').at(-1) ?? '';
  const found = place === undefined ? findColumn(columns, wanted) : columns[place - 1];
  if (found !== undefined) return quoteSparkName(found.name);
  const hint = 'Order by a column of the result.';
  throw new NotPortable('The order of this query has no known form in Spark SQL.', expression, hint);
}
