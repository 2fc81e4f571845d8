import type { BatchResult } from '../run-event.ts';

/** Whether the rows of a batch lie in its file. */
export function isThere({ status }: Pick<BatchResult, 'status'>): boolean {
  return status === 'success' || status === 'kept';
}
