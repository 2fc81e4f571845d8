import type { Batch, BatchSize } from '../../compile/batch.ts';

/** How many characters of `2026-01-31T07:00:00.000Z` tell a batch of a size apart. */
const lengths: Readonly<Record<BatchSize, number>> = { hour: 13, day: 10, month: 7, year: 4 };

/** What a person calls a batch: `2026-01-31`, `2026-01-31T07`, `2026-01`, `2026`. */
export function batchLabel({ start }: Pick<Batch, 'start'>, size: BatchSize): string {
  return start.slice(0, lengths[size]);
}
