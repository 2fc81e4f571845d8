import type { Warning } from './warning.ts';

/** A model that no release holds and nobody reads is computed for nothing, or not at all. */
export const unreadModel: Warning = {
  needsSyntax: false,
  find: ({ nodes, graph }) =>
    nodes.flatMap(node => {
      if (node.resourceType !== 'model' || node.config.published) return [];
      if ((graph.children[node.uniqueId] ?? []).length > 0) return [];
      return {
        message: `${node.name} is not published, and no model, test or exposure reads it.`,
        at: node.at,
        hint: "Publish it with materialized='table', read it, or remove it.",
      };
    }),
};
