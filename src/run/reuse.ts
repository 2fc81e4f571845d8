import type { CompiledNode, RunnableNode } from '../compile/node.ts';
import type { DoneNode, Release } from '../release/documents.ts';
import type { DoneWork } from '../release/publish.ts';
import type { TableChange } from '../release/table-change.ts';
import { nodeResult } from './node-result.ts';
import type { Makings } from './plan-reuse.ts';
import type { NodeResult, NodeStatus } from './run-event.ts';
import { nodeLabel } from './task-label.ts';

/** What a run does not do again, and what it puts down for the next one. */
export interface Reuse {
  /** Nodes that stand as they are, in the order of the graph. */
  readonly standing: readonly RunnableNode[];
  /** Of the base release: what need not run again, of nodes that still exist. */
  readonly before: readonly DoneNode[];
  readonly makings: Makings;
  /** By unique id, why nodes run whatever they were made of. */
  readonly always: ReadonlyMap<string, string>;
}

const ended: ReadonlySet<NodeStatus> = new Set(['success', 'pass']);

/** What the release before has of nodes that the project still has. */
export function doneBefore(base: Release | undefined, nodes: readonly CompiledNode[]): readonly DoneNode[] {
  const known = new Set(nodes.map(({ uniqueId }) => uniqueId));
  return (base?.done ?? []).filter(({ node }) => known.has(node));
}

/** Results of what stands. */
export function reusedResults({ standing }: Reuse, now: number): readonly NodeResult[] {
  return standing.map(node => nodeResult(nodeLabel(node), 'reused', now, now, {}));
}

/** Tables with what they were made by; samples without. */
export function withMakings(
  changes: readonly TableChange[],
  { makings }: Reuse,
): Promise<readonly TableChange[]> {
  return Promise.all(
    changes.map(async change =>
      change.sample === undefined ? { ...change, making: await makings.of(change.node) } : change,
    ),
  );
}

/**
 * What is put down beside the tables: what ended well now, and what ended well before and did not run now. A test that
 * warned is not among them, so that its warning is not forgotten.
 */
export async function doneWork(
  results: readonly NodeResult[],
  changes: readonly TableChange[],
  { before, makings }: Reuse,
): Promise<DoneWork> {
  const ran = new Set(results.filter(({ status }) => status !== 'reused').map(({ node }) => node.uniqueId));
  const tables = new Set(changes.map(({ node }) => node));
  const now = results
    .filter(({ node, status }) => ended.has(status) && node.resourceType !== 'operation')
    .map(({ node }) => node.uniqueId)
    .filter(id => !tables.has(id));
  const made = await Promise.all(
    now.map(async node => {
      const making = await makings.of(node);
      return making === undefined ? [] : [{ node, ...making }];
    }),
  );
  return { now: made.flat(), before: before.filter(({ node }) => !ran.has(node)) };
}
