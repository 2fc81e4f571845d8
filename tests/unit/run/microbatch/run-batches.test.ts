import { setTimeout } from 'node:timers/promises';
import test from 'ava';
import { batchesBetween } from '../../../../src/compile/batch.ts';
import { errorDiagnostic } from '../../../../src/diagnostics/diagnostic.ts';
import { type BatchWork, runBatches } from '../../../../src/run/microbatch/run-batches.ts';

const batches = batchesBetween(new Date('2026-01-01Z'), new Date('2026-01-06Z'), 'day');

/** Work that notes down what it is asked for; `wrong` names batches that fail. */
function work(wrong: readonly string[], more: Partial<BatchWork> = {}) {
  const told: string[] = [];
  let running = 0;
  const seen = { most: 0, told };
  const given: BatchWork = {
    ...{ batches, concurrency: 2, isChain: false, failFast: false, signal: new AbortController().signal },
    isFinished: () => false,
    labelOf: ({ id }) => id,
    async compute({ id }) {
      running++;
      seen.most = Math.max(seen.most, running);
      await setTimeout(5);
      running--;
      return wrong.includes(id) ? errorDiagnostic('query-failed', id) : 1;
    },
    advance: async done => void told.push(`advance ${done.length}`),
    started: ({ id }) => void told.push(`start ${id}`),
    ended: ({ batch, status }) => void told.push(`${status} ${batch.id}`),
    now: Date.now,
    ...more,
  };
  return { given, seen };
}

const statuses = (results: Awaited<ReturnType<typeof runBatches>>) => results.map(({ status }) => status);

test('batches run side by side, as many as there is room for, and come in the order of time', async t => {
  const { given, seen } = work([]);
  const results = await runBatches(given);
  t.deepEqual(statuses(results), ['success', 'success', 'success', 'success', 'success']);
  t.deepEqual(
    results.map(({ batch }) => batch),
    batches,
  );
  t.is(seen.most, 2);
});

test('a batch that fails keeps no other one from running', async t => {
  const { given } = work(['20260102', '20260104']);
  t.deepEqual(statuses(await runBatches(given)), ['success', 'error', 'success', 'error', 'success']);
});

test('of a chain one batch runs at a time, each on those before it, up to the first that fails', async t => {
  const { given, seen } = work(['20260103'], { isChain: true });
  t.deepEqual(statuses(await runBatches(given)), ['success', 'success', 'error', 'skipped', 'skipped']);
  t.is(seen.most, 1);
  t.deepEqual(seen.told, [
    ...['start 20260101', 'success 20260101', 'advance 1', 'start 20260102', 'success 20260102', 'advance 2'],
    ...['start 20260103', 'error 20260103', 'skipped 20260104', 'skipped 20260105'],
  ]);
});

test('what an earlier attempt finished is not computed again, and a chain goes on from it', async t => {
  const finished = ['20260101', '20260102'];
  const { given, seen } = work([], { isChain: true, isFinished: ({ id }) => finished.includes(id) });
  t.deepEqual(statuses(await runBatches(given)), ['kept', 'kept', 'success', 'success', 'success']);
  t.deepEqual(seen.told.slice(0, 4), ['kept 20260101', 'kept 20260102', 'advance 2', 'start 20260103']);
});

test('with fail-fast the first failure is the end', async t => {
  const { given } = work(['20260101'], { failFast: true, concurrency: 1 });
  t.deepEqual(statuses(await runBatches(given)), ['error', 'skipped', 'skipped', 'skipped', 'skipped']);
});

test('what is no fault of a batch is thrown when all that ran have ended', async t => {
  let ended = 0;
  const { given } = work([], {
    async compute({ id }) {
      if (id === '20260101') throw new Error('no batch is to blame');
      await setTimeout(20);
      ended++;
      return 1;
    },
  });
  await t.throwsAsync(runBatches(given), { message: 'no batch is to blame' });
  t.is(ended, 1);
});

test('once interrupted no further batch begins', async t => {
  const stop = new AbortController();
  const { given } = work([], {
    concurrency: 1,
    signal: stop.signal,
    async compute() {
      stop.abort();
      return 1;
    },
  });
  t.deepEqual(statuses(await runBatches(given)), ['success', 'skipped', 'skipped', 'skipped', 'skipped']);
});
