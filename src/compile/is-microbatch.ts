import type { BatchConfig } from './batch.ts';
import type { CompiledModel, CompiledNode } from './node.ts';

/** Whether a node is a model that is computed by one window of time after the other. */
export function isMicrobatch(node: CompiledNode): node is CompiledModel {
  if (node.resourceType !== 'model') return false;
  return node.config.materialized === 'incremental' && node.config.incremental.strategy === 'microbatch';
}

/** How such a model is cut; one that does not say it is refused before. */
export function batchesOf({ name, config }: CompiledModel): BatchConfig {
  const { batches } = config.incremental;
  if (batches === undefined) throw new Error(`${name} does not say its batches`);
  return batches;
}
