import { type CompiledNode, isTable } from './node.ts';

/** The nodes of a project by what a check does with them. */
export function nodesByKind(nodes: readonly CompiledNode[]) {
  return {
    tables: nodes.filter(isTable),
    seeds: nodes.filter(node => node.resourceType === 'seed'),
    tests: nodes.filter(node => node.resourceType === 'test'),
    unitTests: nodes.filter(node => node.resourceType === 'unit_test'),
  };
}
