import type { SelectableNode } from './selectable-node.ts';

/** Unique ids of the macros that a node uses, its hooks included, sorted. */
export function usedMacros({ macros = [], hooks }: SelectableNode): readonly string[] {
  const ofHooks = [...(hooks?.pre ?? []), ...(hooks?.post ?? [])].flatMap(hook => hook.macros);
  return [...new Set([...macros, ...ofHooks])].sort();
}
