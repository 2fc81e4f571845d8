import type { CompiledNode, CompiledSource } from './node.ts';

/** What a person calls a table of a source: `raw.events`. */
export function sourceLabel({ source, name }: Pick<CompiledSource, 'source' | 'name'>): string {
  return `${source}.${name}`;
}

/** What a person calls a node: `songplays`, `raw.events`. */
export function tableLabel(node: CompiledNode): string {
  return node.resourceType === 'source' ? sourceLabel(node) : node.name;
}
