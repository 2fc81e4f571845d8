import type { Batch } from '../../compile/batch.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { inParallel } from '../../storage/in-parallel.ts';
import type { BatchResult } from '../run-event.ts';

/** How the batches of a model run. */
export interface BatchWork {
  readonly batches: readonly Batch[];
  /** What a person calls a batch. */
  readonly labelOf: (batch: Batch) => string;
  /** How many run side by side. */
  readonly concurrency: number;
  /** Whether each builds on those before it: then one runs at a time, and a failed one is the end. */
  readonly isChain: boolean;
  /** Whether the first failure is the end in any case. */
  readonly failFast: boolean;
  /** Once aborted, no further batch begins. */
  readonly signal: AbortSignal;
  /** Whether an earlier attempt finished it. */
  readonly isFinished: (batch: Batch) => boolean;
  /**
   * Computes a batch; gives its number of rows, or what is wrong. What it throws is none of the batch's fault: then no other one
   * begins, and it is thrown on when those that run have ended.
   */
  readonly compute: (batch: Batch, isFirst: boolean) => Promise<number | Diagnostic>;
  /** Told of the batches that are there when one of a chain has ended. */
  readonly advance: (done: readonly Batch[]) => Promise<void>;
  readonly started: (batch: Batch) => void;
  readonly ended: (result: BatchResult) => void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

type Details = Partial<Pick<BatchResult, 'rows' | 'executionTime' | 'diagnostic'>>;

/** Runs batches, and gives what became of each in the order of time. Those of which nothing was done are skipped. */
export async function runBatches(work: BatchWork): Promise<readonly BatchResult[]> {
  const { batches, concurrency, isChain } = work;
  const results = new Map<string, BatchResult>();
  const ended = (batch: Batch, status: BatchResult['status'], details: Details = {}): BatchResult => ({
    ...{ batch, label: work.labelOf(batch), status },
    ...{ rows: undefined, executionTime: 0, diagnostic: undefined, ...details },
  });
  const put = (result: BatchResult) => {
    results.set(result.batch.id, result);
    work.ended(result);
  };
  for (const batch of batches) if (work.isFinished(batch)) put(ended(batch, 'kept'));
  const open = batches.filter(({ id }) => !results.has(id));
  let stopped: { readonly error?: unknown } | undefined;
  const run = async (batch: Batch) => {
    if (stopped !== undefined || work.signal.aborted) return;
    work.started(batch);
    const startedAt = work.now();
    try {
      const found = await work.compute(batch, batch === batches[0]);
      const executionTime = (work.now() - startedAt) / 1000;
      const failed = typeof found !== 'number';
      put(
        failed
          ? ended(batch, 'error', { executionTime, diagnostic: found })
          : ended(batch, 'success', { executionTime, rows: found }),
      );
      if (failed && (isChain || work.failFast)) stopped = {};
      if (!failed && isChain) await work.advance(batches.slice(0, batches.indexOf(batch) + 1));
    } catch (error) {
      stopped = { error };
    }
  };
  if (isChain) await advanceTo(open[0], work);
  await inParallel(open, isChain ? 1 : concurrency, run);
  if (stopped !== undefined && 'error' in stopped) throw stopped.error;
  for (const batch of batches) if (!results.has(batch.id)) put(ended(batch, 'skipped'));
  return batches.map(({ id }) => results.get(id)!);
}

/** What an earlier attempt finished of a chain stands before what is left of it. */
async function advanceTo(first: Batch | undefined, { batches, advance }: BatchWork): Promise<void> {
  const done = first === undefined ? [] : batches.slice(0, batches.indexOf(first));
  if (done.length > 0) await advance(done);
}
