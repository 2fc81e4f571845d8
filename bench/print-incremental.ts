import type { IncrementalTimes } from './incremental.ts';
import { printRow } from './print-row.ts';
import { medians } from './side-by-side.ts';

/** Measures so many times, and prints the medians; requests are those of the first time. */
export async function printIncremental(
  runs: number,
  measured: () => Promise<IncrementalTimes>,
): Promise<void> {
  const times: IncrementalTimes[] = [];
  for (let run = 0; run < runs; run++) times.push(await measured());
  const of = (name: keyof IncrementalTimes) => medians(times.map(time => time[name]));
  const full = of('full');
  const first = times[0]!;
  for (const [title, { seconds, cpuSeconds }, { all, log, songs }] of [
    ['all days from scratch', full, first.full.requests],
    ['the last day on the days before', of('lastDay'), first.lastDay.requests],
    ['nothing new', of('nothing'), first.nothing.requests],
  ] as const)
    printRow(title, [
      `${seconds.toFixed(2)} s`,
      `${cpuSeconds.toFixed(2)} s of CPU`,
      `1/${(full.seconds / seconds).toFixed(1)} of the time`,
      `1/${(full.cpuSeconds / cpuSeconds).toFixed(1)} of the CPU`,
      ...(all === 0 ? [] : [`${all} requests`, `${log} of the log`, `${songs} of songs`]),
    ]);
}
