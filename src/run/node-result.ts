import type { NodeLabel, NodeResult, NodeStatus } from './run-event.ts';

export type ResultDetails = Partial<Omit<NodeResult, 'node' | 'status' | 'startedAt' | 'executionTime'>>;

/**
 * A result with everything that is not said left undefined.
 *
 * @param startedAt milliseconds since the epoch, as is `endedAt`
 */
export function nodeResult(
  node: NodeLabel,
  status: NodeStatus,
  startedAt: number,
  endedAt: number,
  details: ResultDetails,
): NodeResult {
  return {
    node,
    status,
    startedAt: new Date(startedAt).toISOString(),
    executionTime: (endedAt - startedAt) / 1000,
    rows: undefined,
    bytes: undefined,
    files: undefined,
    unchanged: undefined,
    failures: undefined,
    sample: undefined,
    compiledPath: undefined,
    message: undefined,
    diagnostic: undefined,
    ...details,
  };
}
