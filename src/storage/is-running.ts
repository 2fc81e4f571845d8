import { hasCode } from './disk-error.ts';

/** Whether a process of this host, as this process sees them, still runs. */
export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // It runs, and belongs to another user.
    return hasCode(error, 'EPERM');
  }
}
