import { randomBytes } from 'node:crypto';
import { hostname, userInfo } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { isRunning } from '../storage/is-running.ts';
import type { Owner } from './documents.ts';
import type { IdSource } from './release-id.ts';
import { atOnce, type Together } from './steps.ts';

/** What releases need of the process and the machine; tests hand in their own. */
export interface LakeEnvironment extends IdSource {
  readonly owner: Owner;
  /** Whether a process of this host still runs. */
  isRunning(pid: number): boolean;
  sleep(milliseconds: number): Promise<void>;
  /** How steps that do not depend on each other are taken. */
  readonly together: Together;
}

export function systemEnvironment(): LakeEnvironment {
  return {
    owner: { host: hostname(), pid: process.pid, user: userName() },
    now: Date.now,
    random: bytes => randomBytes(bytes),
    isRunning,
    sleep: milliseconds => pause(milliseconds),
    together: atOnce,
  };
}

/** A random text that nobody else has: an owner's token, or the pointer's nonce. */
export function newToken(source: IdSource): string {
  return Buffer.from(source.random(16)).toString('hex');
}

/** A container's user may have no entry in the password file. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 'unknown');
  }
}
