import { randomUUID } from 'node:crypto';

/** One command: every artifact that it writes names it. */
export interface Invocation {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
}

/** Names a command that begins now. */
export function beginInvocation(): Invocation {
  return { id: randomUUID(), startedAt: new Date().toISOString() };
}
