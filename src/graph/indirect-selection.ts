import { isTest } from '../compile/is-test.ts';
import type { Graph } from './graph.ts';
import { ancestorsOf } from './neighbors.ts';
import type { SelectableNode } from './selectable-node.ts';

export const indirectSelections = ['eager', 'cautious', 'buildable', 'empty'] as const;

/** When a test is selected because of the tables it reads: any of them (eager), all, all but for their ancestors, never. */
export type IndirectSelection = (typeof indirectSelections)[number];

/** Modes in which a test may have to wait for parents that another spec selects. */
export type WaitingMode = 'cautious' | 'buildable';

/** The tests that read something selected. */
export function testsOf(
  selected: ReadonlySet<string>,
  graph: Graph,
  nodes: ReadonlyMap<string, SelectableNode>,
): ReadonlySet<string> {
  const children = [...selected].flatMap(id => graph.children[id] ?? []);
  return new Set(children.filter(id => nodes.has(id) && isTest(nodes.get(id)!)));
}

/** Those tests all of whose parents are there, as the mode of each understands it. */
export function readyTests(
  waiting: ReadonlyMap<string, WaitingMode>,
  selected: ReadonlySet<string>,
  graph: Graph,
  nodes: ReadonlyMap<string, SelectableNode>,
): readonly string[] {
  if (waiting.size === 0) return [];
  const built = [...waiting.values()].includes('buildable') ? buildable(selected, graph, nodes) : selected;
  return [...waiting].flatMap(([test, mode]) => {
    const present = mode === 'cautious' ? selected : built;
    return graph.parents[test]!.every(parent => present.has(parent)) ? [test] : [];
  });
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
