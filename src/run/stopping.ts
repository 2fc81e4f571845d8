import type { NodeStatus } from './run-event.ts';

/** How a node ends when what waits for it cannot go on, and nothing is published. */
export const stopping: ReadonlySet<NodeStatus> = new Set(['error', 'fail', 'interrupted', 'skipped']);
