import type { View } from './documents.ts';
import type { LakeEnvironment } from './environment.ts';
import { mayStillRun } from './liveness.ts';

/** How long somebody who shows a release to others may be silent before another one takes its place. Milliseconds. */
export const leaseTime = 5 * 60_000;
/** How old a lease may be when a batch begins. Milliseconds. */
export const freshTime = 10_000;

/** Whether somebody may be at it: a holder of this host whose process has ended is not. */
export function isHeld(environment: LakeEnvironment, { lease }: Pick<View, 'lease'>): boolean {
  return lease !== null && mayStillRun(environment, lease.owner, lease.token);
}
