import { renderQuantity } from '../output/quantity.ts';
import { renderResourceCounts } from '../output/resource-counts.ts';
import type { EventOf } from './event-of.ts';

/** The first lines of a run, as dbt has them. `counts` holds how many there are of each kind of resource. */
export function runHeader(event: EventOf<'run-started'>, version: string): readonly string[] {
  const found = renderResourceCounts(event.counts);
  return [
    `Running with sparkify=${version}`,
    ...(found === '' ? [] : [`Found ${found}`]),
    `Concurrency: ${renderQuantity(event.threads, 'thread')} (target='${event.target}', lake='${event.lake}')`,
  ];
}
