import { renderQuantity } from '../output/quantity.ts';
import type { EventOf } from './event-of.ts';

/** The first lines of a run, as dbt has them. `counts` holds how many there are of each kind of resource. */
export function runHeader(event: EventOf<'run-started'>, version: string): readonly string[] {
  const found = Object.entries(event.counts)
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => renderQuantity(count, nouns[kind] ?? kind));
  return [
    `Running with sparkify=${version}`,
    ...(found.length > 0 ? [`Found ${found.join(', ')}`] : []),
    `Concurrency: ${renderQuantity(event.threads, 'thread')} (target='${event.target}', lake='${event.lake}')`,
  ];
}

const nouns: Readonly<Record<string, string>> = { test: 'data test' };
