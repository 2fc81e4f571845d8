import type { CompiledModel, CompiledNode } from './node.ts';

/** Whether a node is a model whose query for what is new is handed new files of its source only. */
export function readsNewFiles(node: CompiledNode): node is CompiledModel {
  if (node.resourceType !== 'model') return false;
  return node.config.materialized === 'incremental' && node.config.incremental.read === 'new_files';
}
