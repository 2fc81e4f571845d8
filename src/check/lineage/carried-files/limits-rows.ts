import { listIn, type SyntaxNode } from '../../../syntax/syntax-node.ts';

/** Whether a query ends before all of its rows. */
export function limitsRows(node: SyntaxNode): boolean {
  return listIn(node, 'modifiers').some(({ type }) => String(type).startsWith('LIMIT'));
}
