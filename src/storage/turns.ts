import { setImmediate } from 'node:timers/promises';

/** Milliseconds of synchronous work after which timers, signals and answers of DuckDB get their turn. */
const turnLength = 10;

/** One for the process: many small callers in a row block the event loop as much as one that does much. */
let end = 0;

/**
 * Synchronous file calls are two to seven times as fast as promises of the same (each promise waits for a thread of
 * the pool that queries occupy, too), but 14,000 of them would block the event loop for a second. So they are done in
 * turns of some milliseconds. Before each: `if (isTurnOver()) await nextTurn()`.
 */
export function isTurnOver(): boolean {
  return performance.now() >= end;
}

export async function nextTurn(): Promise<void> {
  await setImmediate();
  end = performance.now() + turnLength;
}

/** Does something synchronous to each item, in turns; gives the results in order. */
export async function mapInTurns<T, R>(items: Iterable<T>, act: (item: T) => R): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) {
    if (isTurnOver()) await nextTurn();
    results.push(act(item));
  }
  return results;
}
