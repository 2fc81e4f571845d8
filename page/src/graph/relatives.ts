import { ancestorsOf, descendantsOf } from '../../../src/graph/neighbors.ts';
import type { PageNode } from '../project/project.ts';

/** A node, all that it is made of, and all that is made of it. */
export function relatives(id: string, nodes: ReadonlyMap<string, PageNode>): ReadonlySet<string> {
  const graph = {
    order: [],
    parents: Object.fromEntries([...nodes].map(([key, { parents }]) => [key, parents])),
    children: Object.fromEntries([...nodes].map(([key, { children }]) => [key, children])),
  };
  const self = new Set([id]);
  return self.union(ancestorsOf(self, graph)).union(descendantsOf(self, graph));
}
