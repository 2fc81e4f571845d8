import { isSyntaxNode, type SyntaxNode } from './syntax-node.ts';

/** An expression and all below it; of a subquery only its node, not what stands in it. */
export function partsOf(node: SyntaxNode): readonly SyntaxNode[] {
  const parts: SyntaxNode[] = [];
  collect(node, parts);
  return parts;
}

function collect(value: unknown, parts: SyntaxNode[]): void {
  if (Array.isArray(value)) for (const item of value) collect(item, parts);
  if (!isSyntaxNode(value)) return;
  parts.push(value);
  if (value.class === 'SUBQUERY') return;
  for (const child of Object.values(value)) if (typeof child === 'object') collect(child, parts);
}
