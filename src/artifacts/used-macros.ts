import type { CompiledNode } from '../compile/node.ts';

/** Unique ids of the macros that a node uses, its hooks included, sorted. */
export function usedMacros(node: CompiledNode): readonly string[] {
  const hooks = 'hooks' in node ? [...node.hooks.pre, ...node.hooks.post] : [];
  return [...new Set([node, ...hooks].flatMap(({ macros }) => macros))].sort();
}
