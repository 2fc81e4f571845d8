import test from 'ava';
import fc from 'fast-check';
import { fingerprint } from '../../../../src/engines/duckdb/fingerprint.ts';
import type { TableSpec } from '../../../../src/engines/session.ts';
import { joinFingerprints } from '../../../../src/run/incremental/write-increment.ts';
import { withPool } from '../../../helpers/duckdb-pool.ts';

const spec: TableSpec = {
  relation: { schema: 'main', name: 't' },
  columns: [{ name: 'a', type: 'INTEGER' }],
  format: 'parquet',
  partitionBy: [],
  sortBy: [],
  compression: 'snappy',
};

test('the fingerprint of two sets of rows is that of all of them', async t => {
  await withPool(async pool => {
    const of = async (rows: readonly number[]) => {
      const values = rows.map(row => `(${row})`).join(', ');
      await pool.run(`CREATE OR REPLACE TABLE t (a INTEGER)`);
      if (rows.length > 0) await pool.run(`INSERT INTO t VALUES ${values}`);
      return (await fingerprint(pool, spec, 'e 1'))[0]!.fingerprint;
    };
    const rows = fc.array(fc.integer({ min: -5, max: 5 }), { maxLength: 5 });
    const property = fc.asyncProperty(rows, rows, async (one, other) => {
      t.is(joinFingerprints(await of(one), await of(other)), await of([...one, ...other]));
    });
    await fc.assert(property, { numRuns: 30 });
  });
});

test('fingerprints of two engines join to one that equals no other', t => {
  t.is(joinFingerprints('a:1:2-3', 'a:2:4-5'), 'a:3:6-8');
  t.is(joinFingerprints('a:1:2-3', 'b:2:4-5'), 'a:1:2-3+b:2:4-5');
});
