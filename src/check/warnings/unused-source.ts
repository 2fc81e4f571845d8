import type { Warning } from './warning.ts';

/** A declared source that nobody reads is most often a leftover, or a model that reads the wrong table. */
export const unusedSource: Warning = {
  needsSyntax: false,
  find: ({ nodes, graph }) =>
    nodes.flatMap(node => {
      if (node.resourceType !== 'source' || (graph.children[node.uniqueId] ?? []).length > 0) return [];
      return {
        message: `No model, test or exposure reads the source ${node.source}.${node.name}.`,
        at: node.at,
        hint: `Read it with {{ source('${node.source}', '${node.name}') }}, or remove it.`,
      };
    }),
};
