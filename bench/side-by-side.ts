import type { Contender } from './contenders.ts';
import type { Measurement } from './measure.ts';
import { median } from './median.ts';

/** Runs every contender in turn, again and again, so that a slow minute of the machine hits all of them. */
export async function sideBySide(
  contenders: readonly Contender[],
  source: string,
  runs: number,
): Promise<readonly Measurement[]> {
  const measured: Measurement[][] = contenders.map(() => []);
  for (let round = 0; round < runs; round++) {
    for (const [index, contender] of contenders.entries()) {
      measured[index]!.push(await contender.run(source));
    }
  }
  return measured.map(medians);
}

export function medians(measurements: readonly Measurement[]): Measurement {
  return {
    seconds: median(measurements.map(measurement => measurement.seconds)),
    cpuSeconds: median(measurements.map(measurement => measurement.cpuSeconds)),
    peakMegabytes: median(measurements.map(measurement => measurement.peakMegabytes)),
  };
}
