import type { CompiledModel, CompiledNode } from './node.ts';

/** Whether a node is a model that computes again the rows whose keys have changed in another table. */
export function followsTable(node: CompiledNode): node is CompiledModel {
  if (node.resourceType !== 'model') return false;
  return node.config.materialized === 'incremental' && node.config.incremental.follows !== null;
}
