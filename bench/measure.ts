import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

export interface Measurement {
  /** Wall time from start to end of the process. */
  readonly seconds: number;
  /** Time of all its threads on a processor: says more than wall time where others work, too. */
  readonly cpuSeconds: number;
  /** Largest resident set. */
  readonly peakMegabytes: number;
}

const preload = new URL('report-usage.js', import.meta.url).href;

/**
 * Runs this Node with arguments, from outside, and measures it.
 *
 * @throws When the process fails; the message holds what it printed.
 * @example await measure(['bin/sparkify.js', 'run'], { SPARKIFY_LAKE: '/tmp/lake' })
 */
export async function measure(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Measurement> {
  const start = performance.now();
  const child = spawn(process.execPath, ['--import', preload, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const exit = once(child, 'exit').then(([code]) => ({ code, seconds: (performance.now() - start) / 1000 }));
  const outputs = child.stdio.slice(1) as Readable[];
  const [{ code, seconds }, stdout, stderr, usage] = await Promise.all([
    exit,
    ...outputs.map(output => text(output)),
  ]);
  if (code !== 0) throw new Error(`node ${args.join(' ')} ended with ${code}:\n${stdout}${stderr}`);
  const [kilobytes = 0, microseconds = 0] = usage!.split(' ').map(Number);
  return { seconds, cpuSeconds: microseconds / 1e6, peakMegabytes: kilobytes / 1024 };
}
