import test from 'ava';
import { createLedgerCodec } from '../../../../src/engines/duckdb/ledger-codec.ts';
import type { LedgerEntry } from '../../../../src/release/documents.ts';
import { withPool } from '../../../helpers/duckdb-pool.ts';

test('a ledger comes back in the order of its paths, however many row groups it has', async t => {
  t.timeout(120_000);
  // DuckDB writes some 120,000 rows into a group.
  const entries = Array.from(
    { length: 500_000 },
    (_, index): LedgerEntry => ({
      ...{ path: `data/${String(index).padStart(6, '0')}.json`, etag: null, size: index },
      ...{ modified: '2026-01-01T00:00:00.000Z', rows: 1, quarantined: 0, release: 'r' },
    }),
  );
  await withPool(async pool => {
    const codec = createLedgerCodec(pool);
    const back = await codec.decode(await codec.encode(entries));
    t.is(back.length, entries.length);
    t.is(
      back.findIndex((entry, index) => entry.path !== entries[index]!.path),
      -1,
    );
    t.deepEqual(back.at(-1), entries.at(-1));
  });
});
