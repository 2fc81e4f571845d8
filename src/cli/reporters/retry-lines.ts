import { renderQuantity } from '../output/quantity.ts';
import type { EventOf } from './event-of.ts';

type Retrying = EventOf<'retrying'>;

/**
 * What a retry goes on with: which tables stand, and which finished ones are computed again, and why; and what became of a job
 * that goes on elsewhere.
 */
export function retryLines(event: Retrying): readonly string[] {
  const { command, since, stale, job } = event;
  const when = since.slice(0, 16).replace('T', ' ');
  return [
    `Retrying the ${command} of ${when} UTC: ${standsText(event)}`,
    ...(job?.outcome === 'ended' ? [`Ended its job, to start another one: ${job.because}`] : []),
    ...stale.map(({ name, because }) => `Computing ${name} again: ${because}`),
  ];
}

function standsText({ kept, job }: Retrying): string {
  const joined = job?.outcome === 'joined' ? [`joined its ${job.what}`] : [];
  const finished =
    kept.length > 0 ? [`${renderQuantity(kept.length, 'finished table')} kept (${kept.join(', ')})`] : [];
  const stands = [...joined, ...finished];
  return stands.length === 0 ? 'no table was kept' : stands.join(', ');
}
