import type { DuckDBConnection } from '@duckdb/node-api';
import test from 'ava';
import fc from 'fast-check';
import { distributionSql, LEAST_SHARE } from '../../../src/testing/distribution-sql.ts';
import { connectDuckDb } from '../../helpers/duckdb-connection.ts';

interface Bucket {
  readonly bucket: string;
  readonly rows_before: string;
  readonly rows_now: string;
  readonly share_before: number;
  readonly share_now: number;
  readonly contribution: number;
  readonly psi: number;
}

/** Both sides are SQL that gives a column `v`. */
async function compare(connection: DuckDBConnection, before: string, now: string, bins = 10) {
  const sql = distributionSql({
    rows: `(${now})`,
    releasedRows: `(${before})`,
    column: 'v',
    ...{ bins, most: -1 },
  });
  const found = await connection.runAndReadAll(sql);
  return found.getRowObjectsJson() as unknown as readonly Bucket[];
}

const shares = (buckets: readonly Bucket[]) =>
  Object.fromEntries(
    buckets.map(({ bucket, share_before: before, share_now: now }) => [bucket, [before, now]]),
  );

test('numbers lie between quantiles of the released ones, and the outer bins are open', async t => {
  const found = await compare(
    await connectDuckDb(t),
    'select unnest(range(1, 101)) as v',
    'select unnest(range(51, 151)) as v',
    4,
  );
  t.deepEqual(shares(found), {
    'up to 25': [0.25, 0],
    'above 25, up to 50': [0.25, 0],
    'above 50, up to 75': [0.25, 0.25],
    'above 75': [0.25, 0.75],
  });
  // Twice (0.25 - 0.0001) * ln(0.25 / 0.0001), which is 1.9552, and 0.5 * ln 3, which is 0.5493.
  t.is(found[0]!.psi, 4.4598);
  t.is(found.find(({ bucket }) => bucket === 'above 75')!.contribution, 0.5493);
});

test('of equal quantiles one is left, so that a value that most rows have is a bin', async t => {
  const zeros = 'select case when i < 97 then 0 else i end as v from range(100) as r(i)';
  const found = await compare(await connectDuckDb(t), zeros, 'select i as v from range(100) as r(i)');
  t.deepEqual(shares(found), { 'up to 0': [0.97, 0.01], 'above 0': [0.03, 0.99] });
});

test('the most frequent texts are counted one by one, all others together, and NULL apart', async t => {
  const words = (...counts: readonly [string, number][]) =>
    counts.map(([word, count]) => `select ${word} as v from range(${count})`).join(' union all ');
  const found = await compare(
    await connectDuckDb(t),
    words(["'free'", 5], ["'paid'", 3], ["'gold'", 1], ['null', 1]),
    words(["'free'", 5], ["'paid'", 2], ["'trial'", 2], ['null', 1]),
    2,
  );
  t.deepEqual(shares(found), {
    free: [0.5, 0.5],
    paid: [0.3, 0.2],
    'other values': [0.1, 0.2],
    NULL: [0.1, 0.1],
  });
  // 0.1 * ln 2 and 0.1 * ln 1.5.
  t.is(found[0]!.psi, 0.1099);
});

test('an empty table against a full one is a shift, and a full one against an empty one nothing', async t => {
  const connection = await connectDuckDb(t);
  const full = 'select unnest(range(100)) as v';
  const empty = `${full} limit 0`;
  t.true((await compare(connection, full, empty))[0]!.psi > 6);
  t.deepEqual(await compare(connection, empty, full), []);
});

test('a column of NULL alone is the same as before, and values where there were none are a shift', async t => {
  const connection = await connectDuckDb(t);
  for (const type of ['integer', 'varchar', 'timestamp']) {
    const nulls = `select cast(null as ${type}) as v from range(9)`;
    t.is((await compare(connection, nulls, nulls))[0]!.psi, 0);
    const value = `select cast(${type === 'timestamp' ? "'2026-01-01'" : "'1'"} as ${type}) as v from range(9)`;
    const found = await compare(connection, nulls, value);
    t.deepEqual(shares(found), { NULL: [1, 0], 'other values': [0, 1] });
    t.true(found[0]!.psi > 18);
  }
});

test('every type that has values without parts can be compared with itself', async t => {
  const connection = await connectDuckDb(t);
  const values = {
    integers: 'i::integer',
    decimals: '(i / 4)::decimal(18, 2)',
    doubles:
      "case when i < 2 then 'nan' when i < 4 then 'infinity' when i < 6 then '-infinity' else i::varchar end::double",
    dates: "date '2026-01-01' + i::integer",
    timestamps: "timestamp '2026-01-01' + to_hours(i)",
    zoned: "timestamptz '2026-01-01' + to_hours(i)",
    times: "time '00:00' + to_minutes(i)",
    intervals: 'to_days(i::integer)',
    booleans: 'i % 3 = 0',
    enums: "(case when i % 3 = 0 then 'a' else 'b' end)::enum('a', 'b')",
    uuids: 'md5(i::varchar)::uuid',
    blobs: 'i::varchar::blob',
    json: "('[' || i || ']')::json",
    huge: 'i::hugeint',
    texts: "'user ' || i",
  };
  for (const [name, value] of Object.entries(values)) {
    const rows = `select ${value} as v from range(40) as r(i)`;
    const found = await compare(connection, rows, rows);
    t.is(found[0]!.psi, 0, name);
    t.is(
      found.reduce((sum, bucket) => sum + Number(bucket.rows_now), 0),
      40,
      name,
    );
    t.true(
      (
        await compare(
          connection,
          rows,
          `select case when i < 20 then v end as v from (select ${value} as v, i from range(40) as r(i))`,
        )
      )[0]!.psi > 0.2,
      name,
    );
  }
});

test('numbers and times that became wider can be compared', async t => {
  const connection = await connectDuckDb(t);
  const pairs = [
    ['i::integer', 'i::double'],
    ['i::decimal(9, 2)', 'i::bigint'],
    ["date '2026-01-01' + i::integer", "timestamp '2026-01-01' + to_days(i::integer)"],
    [
      "(case when i % 3 = 0 then 'a' else 'b' end)::enum('a', 'b')",
      "case when i % 3 = 0 then 'a' else 'b' end",
    ],
  ] as const;
  for (const [before, now] of pairs) {
    const rows = (value: string) => `select ${value} as v from range(40) as r(i)`;
    t.is((await compare(connection, rows(before), rows(now)))[0]!.psi, 0, now);
  }
});

/** The same index of small whole numbers, counted in plain TypeScript. */
function plainPsi(before: readonly (number | null)[], now: readonly (number | null)[], bins: number): number {
  const sorted = before.filter(value => value !== null).sort((a, b) => a - b);
  // DuckDB takes the part as the decimal that is written, 0.8333333333333334, and rounds its place up.
  const quantile = (part: number) => {
    const [, digits = ''] = String(part).split('.');
    const scale = 10n ** BigInt(digits.length);
    const after = (BigInt(sorted.length) * (scale - BigInt(digits))) / scale;
    return sorted[Math.max(1, sorted.length - Number(after)) - 1]!;
  };
  const cuts =
    sorted.length === 0
      ? []
      : [...new Set(Array.from({ length: bins - 1 }, (_, i) => quantile((i + 1) / bins)))];
  const placeOf = (value: number | null) => (value === null ? -1 : cuts.filter(cut => value > cut).length);
  const share = (values: readonly (number | null)[], place: number) =>
    Math.max(
      LEAST_SHARE,
      values.length === 0 ? 0 : values.filter(value => placeOf(value) === place).length / values.length,
    );
  const places = new Set([...before, ...now].map(placeOf));
  return [...places].reduce((sum, place) => {
    const [then, today] = [share(before, place), share(now, place)];
    return sum + (today - then) * Math.log(today / then);
  }, 0);
}

const someNumbers = fc.array(fc.option(fc.integer({ min: 0, max: 12 }), { nil: null }), { maxLength: 40 });
const asRows = (values: readonly (number | null)[]) =>
  `select unnest([${values.map(value => value ?? 'null').join(', ')}]::integer[]) as v`;

test('the index is that of a plain count, and 0 of rows in another order', async t => {
  const connection = await connectDuckDb(t);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.option(fc.integer({ min: 0, max: 12 }), { nil: null }), { minLength: 1, maxLength: 40 }),
      someNumbers,
      fc.integer({ min: 2, max: 12 }),
      async (before, now, bins) => {
        const [found] = await compare(connection, asRows(before), asRows(now), bins);
        t.true(Math.abs(found!.psi - plainPsi(before, now, bins)) < 0.0002, `${found!.psi}`);
        const [same] = await compare(connection, asRows(before), asRows(before.toReversed()), bins);
        t.is(same!.psi, 0);
      },
    ),
    { numRuns: 100 },
  );
});
