import test from 'ava';
import type { TableSpec } from '../../../src/engines/session.ts';
import { compactCopy, isSwarm } from '../../../src/run/compact-copy.ts';

const session = { compact: async () => new Uint8Array([1]) };

const spec: TableSpec = {
  ...{ relation: { schema: 'main', name: 'a' }, format: 'parquet', compression: 'zstd' },
  ...{ partitionBy: ['day'], sortBy: [] },
  columns: [
    { name: 'id', type: 'BIGINT' },
    { name: 'day', type: 'DATE' },
  ],
};

const files = (count: number, bytes = 300) => Array.from({ length: count }, () => ({ bytes }));

test('a table whose rows would fill the memory is not held', t => {
  t.true(isSwarm(files(13_586, 736)));
  t.false(isSwarm(files(13_586, 736_000)));
});

test('only a table of very many small files gets a copy in one file', async t => {
  t.truthy(await compactCopy(session, spec, files(1000)));
  t.is(await compactCopy(session, spec, files(999)), undefined);
  t.is(await compactCopy(session, spec, files(1000, 1_000_000)), undefined);
});

test('a table with values that a Parquet file would change gets none, nor does one of another format', async t => {
  const columns = [spec.columns[0]!, { name: 'day', type: 'HUGEINT' }];
  t.is(await compactCopy(session, { ...spec, columns }, files(1000)), undefined);
  t.is(await compactCopy(session, { ...spec, format: 'csv' }, files(1000)), undefined);
});
