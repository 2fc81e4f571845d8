import { renderQuantity } from '../output/quantity.ts';
import type { EventOf } from './event-of.ts';

/** What a retry goes on with: which tables stand, and which finished ones are computed again, and why. */
export function retryLines({ command, since, kept, stale }: EventOf<'retrying'>): readonly string[] {
  const when = since.slice(0, 16).replace('T', ' ');
  const stands =
    kept.length === 0
      ? 'no table was kept'
      : `${renderQuantity(kept.length, 'finished table')} kept (${kept.join(', ')})`;
  return [
    `Retrying the ${command} of ${when} UTC: ${stands}`,
    ...stale.map(({ name, because }) => `Computing ${name} again: ${because}`),
  ];
}
