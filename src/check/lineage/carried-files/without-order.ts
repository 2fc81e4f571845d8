import { ordinalOf } from '../../../syntax/expression-parts.ts';
import { allNodes, listIn, nodeIn, type SyntaxNode, textIn } from '../../../syntax/syntax-node.ts';
import { limitsRows } from './limits-rows.ts';

/**
 * Why a query may give other rows when it is asked again, although it reads the same: it has a part, however deep, to which it
 * matters which rows come first, and which does not say so. A sentence.
 */
export function whyWithoutOrder(tree: SyntaxNode): string | undefined {
  for (const node of allNodes(tree)) {
    const why = node.class === 'WINDOW' ? whyWindow(node) : whyChosen(node);
    if (why !== undefined) return why;
  }
  return undefined;
}

function whyChosen(node: SyntaxNode): string | undefined {
  const modifiers = listIn(node, 'modifiers');
  const isLimited = limitsRows(node);
  const isChosen = modifiers.some(modifier => listIn(modifier, 'distinct_on_targets').length > 0);
  if (!isLimited && !isChosen) return undefined;
  const orders = modifiers
    .flatMap(modifier => listIn(modifier, 'orders'))
    .map(order => nodeIn(order, 'expression') ?? {});
  if (orders.some(order => ordinalOf(order) !== undefined || tellsRowsApart(order))) return undefined;
  return `It takes some rows by ${isLimited ? 'LIMIT' : 'DISTINCT ON'} without an order, which may be others each time.`;
}

function whyWindow(node: SyntaxNode): string | undefined {
  const orders = listIn(node, 'orders').map(order => nodeIn(order, 'expression') ?? {});
  // A number is no column here.
  if (orders.some(tellsRowsApart) || !dependsOnOrder(node)) return undefined;
  const name = textIn(node, 'function_name').toLowerCase();
  return `It asks for ${name}() over a window without an order, which may be another value each time.`;
}

/** Of the same rows in another order some aggregates make another value, and so does each one of a part of the rows. */
function dependsOnOrder(window: SyntaxNode): boolean {
  if (window.type !== 'WINDOW_AGGREGATE') return true;
  const [start, end] = [textIn(window, 'start'), textIn(window, 'end')];
  const isPart = [start, end].some(bound => bound.endsWith('_ROWS'));
  return isPart || orderedAggregates.has(textIn(window, 'function_name').toLowerCase());
}

const orderedAggregates: ReadonlySet<string> = new Set([
  ...[
    'first',
    'last',
    'any_value',
    'arbitrary',
    'list',
    'array_agg',
    'string_agg',
    'group_concat',
    'listagg',
  ],
]);

/** An order by a value that is written down, as `order by null`, is none. */
function tellsRowsApart(order: SyntaxNode): boolean {
  const classes = ['COLUMN_REF', 'STAR', 'FUNCTION', 'WINDOW'];
  return allNodes(order).some(part => classes.includes(String(part.class)));
}
