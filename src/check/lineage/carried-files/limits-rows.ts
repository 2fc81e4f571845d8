import { listIn, type SyntaxNode } from '../../../syntax/syntax-node.ts';
import { UntoldError } from './carried-files.ts';

/** Whether a query ends before all of its rows. Throws UntoldError when it says not which rows come first. */
export function limitsRows(node: SyntaxNode): boolean {
  const kinds = listIn(node, 'modifiers').map(({ type }) => String(type));
  const isLimited = kinds.some(kind => kind.startsWith('LIMIT'));
  const isChosen = listIn(node, 'modifiers').some(
    modifier => listIn(modifier, 'distinct_on_targets').length > 0,
  );
  if ((isLimited || isChosen) && !kinds.includes('ORDER_MODIFIER'))
    throw new UntoldError(
      `It takes some rows by ${isLimited ? 'LIMIT' : 'DISTINCT ON'} without an order, which may be others each time.`,
    );
  return isLimited;
}
