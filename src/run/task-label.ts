import { isConstraint, type RunnableNode } from '../compile/node.ts';
import type { NodeLabel } from './run-event.ts';
import type { RunTask } from './run-plan.ts';

/** How reporters name a task. */
export function taskLabel({ node }: RunTask): NodeLabel {
  return nodeLabel(node);
}

export function nodeLabel(node: RunnableNode): NodeLabel {
  const { uniqueId, name, file, resourceType } = node;
  switch (resourceType) {
    case 'model':
      return { uniqueId, name, file, resourceType, kind: node.config.materialized };
    case 'source':
      return { uniqueId, name: `${node.source}.${name}`, file, resourceType, kind: 'source', at: node.at };
    case 'test': {
      const kind = isConstraint(node) ? 'constraint' : resourceType;
      return { uniqueId, name, file, resourceType, kind, at: node.at };
    }
    case 'unit_test':
      return {
        uniqueId,
        name: `${node.model.name}::${name}`,
        file,
        resourceType,
        kind: resourceType,
        at: node.at,
      };
    case 'seed':
    case 'snapshot':
      return { uniqueId, name, file, resourceType, kind: resourceType };
  }
}
