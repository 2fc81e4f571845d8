import type { CompiledModel, CompiledSeed } from '../../compile/node.ts';

export function asModel(node: CompiledModel | CompiledSeed): CompiledModel {
  if (node.resourceType !== 'model') throw new Error(`${node.uniqueId} is no model`);
  return node;
}

export function asSeed(node: CompiledModel | CompiledSeed): CompiledSeed {
  if (node.resourceType !== 'seed') throw new Error(`${node.uniqueId} is no seed`);
  return node;
}
