import type { Candidate, Owner } from './documents.ts';
import type { LakeEnvironment } from './environment.ts';
import type { LakeContext } from './lake-context.ts';
import type { Stored } from './read-documents.ts';

/** Three touches that did not come: how long a build on another host may be silent and still count as running. */
const silence = 15 * 60_000;

/** Tokens of what this process itself runs: its own pid says nothing, a dead process may have had the same. */
const ownTokens = new Set<string>();

export function rememberToken(token: string): void {
  ownTokens.add(token);
}

export function forgetToken(token: string): void {
  ownTokens.delete(token);
}

/** Whether the holder of a token may still act: a process of this host that runs, or any process of another host. */
export function mayStillRun(environment: LakeEnvironment, owner: Owner, token: string): boolean {
  if (owner.host !== environment.owner.host) return true;
  if (owner.pid === environment.owner.pid) return ownTokens.has(token);
  return environment.isRunning(owner.pid);
}

/** Milliseconds that must have gone by since the last touch of a candidate. */
export interface Patience {
  /** With one whose owner never said that it had ended. */
  readonly silent: number;
  /** With one that was kept for a retry. */
  readonly kept: number;
  /** With one that tasks add to. They run anywhere, and one may wait for long until the next begins. */
  readonly open: number;
}

/** Of whoever asks about one candidate and no other. */
export const noPatience: Patience = { silent: 0, kept: 0, open: 0 };

/**
 * Whether a candidate may be taken: nobody touched it for as long as `patience` says (at `now`, by the store's clock),
 * and its process on this host has ended. Of a process on another host only its silence is known. Work elsewhere that it
 * left may go on: see `isOver`.
 */
export function isDead(
  environment: LakeEnvironment,
  { value, modified }: Stored<Candidate>,
  now: number,
  patience: Patience,
): boolean {
  // A store may tell its own time in whole seconds only, and so seem to be behind what it has just stored.
  const quiet = Math.max(0, now - modified);
  if (value.kept) return quiet >= patience.kept;
  if (value.tasks === 'open' && !value.abandoned) return quiet >= patience.open;
  const elsewhere = value.owner.host !== environment.owner.host;
  if (quiet < Math.max(patience.silent, elsewhere ? silence : 0)) return false;
  return elsewhere || !mayStillRun(environment, value.owner, value.token);
}

/** Whether a candidate may be taken: it is dead, and what it left elsewhere has been ended, or can never be. */
export async function isOver(
  lake: Pick<LakeContext, 'environment' | 'jobEnder'>,
  candidate: Stored<Candidate>,
  now: number,
  patience: Patience,
): Promise<boolean> {
  if (!isDead(lake.environment, candidate, now, patience)) return false;
  const { remoteJob, remoteTarget } = candidate.value;
  if (remoteJob === null) return true;
  const owner = lake.jobEnder?.ownerOf(remoteJob, remoteTarget) ?? 'another';
  if (owner === 'this') await lake.jobEnder!.end(remoteJob);
  return owner !== 'another';
}
