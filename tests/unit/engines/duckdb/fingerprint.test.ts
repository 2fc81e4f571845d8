import test from 'ava';
import fc from 'fast-check';
import { fingerprint } from '../../../../src/engines/duckdb/fingerprint.ts';
import type { PartitionFingerprint, TableSpec } from '../../../../src/engines/session.ts';
import { withPool } from '../../../helpers/duckdb-pool.ts';

const spec: TableSpec = {
  relation: { schema: 'main', name: 't' },
  columns: [
    { name: 'p', type: 'VARCHAR' },
    { name: 'v', type: 'INTEGER' },
  ],
  format: 'parquet',
  partitionBy: ['p'],
  sortBy: [],
  compression: 'snappy',
};

type Row = readonly [string | null, number | null];

async function fingerprints(
  rows: readonly Row[],
  changes: Partial<TableSpec> = {},
  version = 'duckdb v1',
): Promise<Map<string, string>> {
  return withPool(async pool => {
    await pool.run('CREATE TABLE t (p VARCHAR, v INTEGER)');
    const values = rows.map(([p, v]) => `(${p === null ? 'NULL' : `'${p}'`}, ${v ?? 'NULL'})`);
    if (values.length > 0) await pool.run(`INSERT INTO t VALUES ${values.join(', ')}`);
    const found = await fingerprint(pool, { ...spec, ...changes }, version);
    return new Map(
      found
        .toSorted(byPartition)
        .map(each => [JSON.stringify(each.partition), `${each.rows} ${each.fingerprint}`]),
    );
  });
}

function byPartition(a: PartitionFingerprint, b: PartitionFingerprint): number {
  return JSON.stringify(a.partition).localeCompare(JSON.stringify(b.partition));
}

const rowsArbitrary = fc.array(
  fc.tuple(fc.constantFrom('a', 'b', null), fc.option(fc.integer({ min: -5, max: 5 }), { nil: null })),
  { minLength: 1, maxLength: 12 },
);

test('the same rows have the same fingerprints in whatever order they come', async t => {
  await fc.assert(
    fc.asyncProperty(rowsArbitrary, async rows => {
      t.deepEqual(await fingerprints(rows.toReversed()), await fingerprints(rows));
    }),
    { numRuns: 25 },
  );
});

test('a changed value changes the fingerprint of its partition and of no other', async t => {
  await fc.assert(
    fc.asyncProperty(rowsArbitrary, fc.nat(), async (rows, pick) => {
      const at = pick % rows.length;
      const [p, v] = rows[at]!;
      const before = await fingerprints(rows);
      const after = await fingerprints(rows.with(at, [p, v === null ? 0 : v + 11]));
      for (const [key, value] of before) {
        if (key === JSON.stringify([p])) t.not(after.get(key), value);
        else t.is(after.get(key), value);
      }
    }),
    { numRuns: 25 },
  );
});

test('a row that occurs twice is not the same as one that occurs once', async t => {
  const once = await fingerprints([['a', 1]]);
  const twice = await fingerprints([
    ['a', 1],
    ['a', 1],
  ]);
  t.not(once.get('["a"]'), twice.get('["a"]'));
});

test('engine version, schema and writer settings are part of it', async t => {
  const rows: readonly Row[] = [['a', 1]];
  const plain = (await fingerprints(rows)).get('["a"]');
  const others = await Promise.all([
    fingerprints(rows, {}, 'duckdb v2'),
    fingerprints(rows, { compression: 'zstd' }),
    fingerprints(rows, { sortBy: ['v'] }),
    fingerprints(rows, { columns: [spec.columns[0]!, { name: 'v', type: 'BIGINT' }] }),
  ]);
  t.is(new Set([plain, ...others.map(other => other.get('["a"]'))]).size, 5);
});

test('an empty table has a fingerprint too, under the NULL partition', async t => {
  const found = await fingerprints([]);
  t.deepEqual([...found.keys()], ['[null]']);
  t.regex([...found.values()][0]!, /^0 /);
});
