import test from 'ava';
import type { BatchConfig } from '../../../../src/compile/batch.ts';
import type { CompiledModel } from '../../../../src/compile/node.ts';
import { planBatches } from '../../../../src/run/microbatch/plan-batches.ts';
import { modelNode } from '../../../helpers/node-builder.ts';

function model(more: Partial<BatchConfig> = {}): CompiledModel {
  const node = modelNode('sessions', [], 'incremental', true);
  const batches: BatchConfig = {
    ...{ size: 'day', begin: '2026-01-01T00:00:00.000Z', lookback: 1, concurrent: null },
    ...more,
  };
  const incremental = { ...node.config.incremental, strategy: 'microbatch', batches } as const;
  return { ...node, config: { ...node.config, incremental } };
}

interface Given extends Partial<BatchConfig> {
  readonly asOf: string;
  /** Undefined where there is no table, null where the table does not tell. */
  readonly done?: string | null;
  readonly asked?: readonly [string, string];
}

function plan({ asOf, done, asked, ...config }: Given) {
  const iso = (text: string) => new Date(`${text}Z`).toISOString();
  const table = done === undefined ? undefined : { batchedUntil: done === null ? undefined : iso(done) };
  const eventTime = asked && { start: iso(asked[0]), end: iso(asked[1]) };
  const found = planBatches(model(config), { table, asOf: iso(asOf), eventTime });
  const { batches, because, until } = found;
  return { ids: batches.map(({ id }) => id), because, until: until?.slice(0, 16) };
}

test('a table that is not there is computed from begin on', t => {
  t.deepEqual(plan({ asOf: '2026-01-03T10:00' }), {
    ...{ ids: ['20260101', '20260102', '20260103'], because: 'begin', until: '2026-01-04T00:00' },
  });
});

test('begin counts from the beginning of its batch', t => {
  const { ids } = plan({ asOf: '2026-03-03T10:00', size: 'month', begin: '2026-01-15T00:00:00.000Z' });
  t.deepEqual(ids, ['20260101', '20260201', '20260301']);
});

test('before begin there is no batch', t => {
  t.deepEqual(plan({ asOf: '2025-12-30T10:00' }).ids, []);
  t.deepEqual(plan({ asOf: '2026-01-02T10:00', done: '2026-01-02T00:00', lookback: 5 }).ids, [
    ...['20260101', '20260102'],
  ]);
});

test('the latest batch is computed, and those before it that lookback says', t => {
  const day = { asOf: '2026-02-10T10:00', done: '2026-02-10T00:00' };
  t.deepEqual(plan(day), { ids: ['20260209', '20260210'], because: 'latest', until: '2026-02-11T00:00' });
  t.deepEqual(plan({ ...day, lookback: 0 }).ids, ['20260210']);
  t.deepEqual(plan({ ...day, lookback: 3 }).ids, ['20260207', '20260208', '20260209', '20260210']);
  const again = { ...day, done: '2026-02-11T00:00' };
  t.deepEqual(plan(again).ids, ['20260209', '20260210'], 'a second run on a day is like the first');
});

test('at the very end of a batch that batch is the latest, as in dbt', t => {
  t.deepEqual(plan({ asOf: '2026-02-10T00:00', done: '2026-02-09T00:00' }).ids, ['20260208', '20260209']);
});

test('days without a run leave no hole', t => {
  t.deepEqual(plan({ asOf: '2026-02-10T10:00', done: '2026-02-08T00:00' }), {
    ...{
      ids: ['20260207', '20260208', '20260209', '20260210'],
      because: 'missed',
      until: '2026-02-11T00:00',
    },
  });
});

test('a table that does not tell how far it goes is taken for one that has all', t => {
  t.deepEqual(plan({ asOf: '2026-02-10T10:00', done: null }).ids, ['20260209', '20260210']);
});

test('a time that is asked for is computed whole, batch by batch, whatever is there', t => {
  const asked = ['2026-01-03T05:00', '2026-01-04T01:00'] as const;
  t.deepEqual(plan({ asOf: '2026-02-10T10:00', done: '2026-02-08T00:00', asked }), {
    ...{ ids: ['20260103', '20260104'], because: 'asked', until: '2026-02-08T00:00' },
  });
  t.deepEqual(plan({ asOf: '2026-02-10T10:00', asked: ['2026-01-03T00:00', '2026-01-04T00:00'] }).ids, [
    '20260103',
  ]);
});

test('a time that is asked for moves on what the table has only where it leaves no gap', t => {
  const until = (from: string, to: string, done: string | null | undefined) =>
    plan({ asOf: '2026-02-10T10:00', done, asked: [from, to] }).until;
  t.is(until('2026-02-05T00:00', '2026-02-09T00:00', '2026-02-08T00:00'), '2026-02-09T00:00');
  t.is(until('2026-02-08T00:00', '2026-02-09T00:00', '2026-02-08T00:00'), '2026-02-09T00:00');
  t.is(until('2026-02-09T00:00', '2026-02-10T00:00', '2026-02-08T00:00'), '2026-02-08T00:00');
  t.is(until('2026-02-01T00:00', '2026-02-02T00:00', undefined), '2026-02-02T00:00');
  t.is(until('2026-02-01T00:00', '2026-02-02T00:00', null), undefined);
  t.is(until('2026-02-01T00:00', '2027-01-01T00:00', undefined), '2026-02-11T00:00', 'never beyond the run');
});
