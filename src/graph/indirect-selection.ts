import type { Graph } from './graph.ts';
import { ancestorsOf } from './neighbors.ts';
import type { SelectableNode } from './selectable-node.ts';

/** When a test is selected because of the tables it reads: any of them (eager), all, all but for their ancestors, never. */
export type IndirectSelection = 'eager' | 'cautious' | 'buildable' | 'empty';

/** The tests that come along with what one spec selects. */
export function indirectTests(
  selected: ReadonlySet<string>,
  mode: IndirectSelection,
  graph: Graph,
  nodes: ReadonlyMap<string, SelectableNode>,
): readonly string[] {
  if (mode === 'empty') return [];
  const isTest = (id: string) => nodes.get(id)?.resourceType === 'test';
  const tests = new Set([...selected].flatMap(id => graph.children[id] ?? []).filter(isTest));
  if (mode === 'eager') return [...tests];
  const present = mode === 'cautious' ? selected : buildable(selected, graph, nodes);
  return [...tests].filter(test => graph.parents[test]!.every(parent => present.has(parent)));
}

/** What is there once the selection is built: it, all that it stands on, and every source. */
function buildable(
  selected: ReadonlySet<string>,
  graph: Graph,
  nodes: ReadonlyMap<string, SelectableNode>,
): ReadonlySet<string> {
  const sources = [...nodes.values()]
    .filter(node => node.resourceType === 'source')
    .map(node => node.uniqueId);
  return new Set([...selected, ...ancestorsOf(selected, graph), ...sources]);
}
