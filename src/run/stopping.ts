import type { NodeStatus } from './run-event.ts';

/** How a node ends when what waits for it cannot go on, and nothing is published. */
export const stopping: ReadonlySet<NodeStatus> = new Set([
  ...(['error', 'fail', 'partial success', 'interrupted', 'skipped'] as const),
]);

/** How a node ends that failed itself. */
export const failing: ReadonlySet<NodeStatus> = new Set(['error', 'fail', 'partial success']);
