import type { JobEnder, JobOwner } from '../../src/release/lake-context.ts';

/** Ends every job of a lake, which are all of one owner. */
export function endedBy(owner: JobOwner, ended: string[] = []): JobEnder {
  return { ownerOf: () => owner, end: async job => void ended.push(job) };
}
