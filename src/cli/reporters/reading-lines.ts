import type { EventOf } from './event-of.ts';

/** That not everything is read, and of what how much. */
export function readingLines({ option, sampled, whole }: EventOf<'reading'>): readonly string[] {
  if (option === 'empty') return ['Reading nothing: every source, seed and published table has no rows'];
  return [
    ...sampled.map(({ name, rows }) => `Sampling ${name}: ${rows}`),
    ...(whole.length === 0 ? [] : [`Reading whole: ${whole.join(', ')}`]),
  ];
}
