import type { EventOf } from './event-of.ts';

/** That not everything is read, and of what how much; or that some of it comes from another lake. */
export function readingLines(event: EventOf<'reading' | 'deferred'>): readonly string[] {
  if (event.type === 'deferred')
    return [`Reading from the release ${event.release} of ${event.lake}: ${event.tables.join(', ')}`];
  const { option, sampled, whole } = event;
  if (option === 'empty') return ['Reading nothing: every source, seed and published table has no rows'];
  return [
    ...sampled.map(({ name, rows }) => `Sampling ${name}: ${rows}`),
    ...(whole.length === 0 ? [] : [`Reading whole: ${whole.join(', ')}`]),
  ];
}
