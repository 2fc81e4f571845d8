import test, { type ExecutionContext } from 'ava';
import { openSession } from '../../../../src/engines/open-session.ts';
import { profileTable } from '../../../../src/run/profile/profile-table.ts';
import type { TableProfile } from '../../../../src/run/profile/table-profile.ts';
import { buildConfig } from '../../../helpers/project-builder.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

async function profileOf(t: ExecutionContext, sql: string): Promise<TableProfile> {
  const session = await openSession(buildConfig({ projectDir: temporaryFolder(t) }));
  t.teardown(() => session.close());
  return profileTable(session, sql);
}

test('values are counted, missing ones apart from different ones', async t => {
  const { rows, columns, counted_rows, sample } = await profileOf(
    t,
    `SELECT * FROM (VALUES ('a', 1), ('a', NULL), ('b', 3), (NULL, 4)) AS t(name, n)`,
  );
  t.is(rows, 4);
  t.is(counted_rows, null);
  t.is(sample.length, 4);
  const [name, n] = columns;
  t.like(name!, { name: 'name', kind: 'text', nulls: 1, distinct: 2, min: 'a', max: 'b', quantiles: null });
  t.like(n!, { kind: 'number', nulls: 1, distinct: 3, min: '1', max: '4' });
});

test('the most frequent values come first, and those of one count by their text', async t => {
  const { columns } = await profileOf(
    t,
    `SELECT v FROM (VALUES ('x', 1), ('z', 2), ('y', 2)) AS t(v, times), range(10) AS r(i) WHERE i < times * 3`,
  );
  t.deepEqual(columns[0]!.top, [
    { value: 'y', count: 6 },
    { value: 'z', count: 6 },
    { value: 'x', count: 3 },
  ]);
});

test('the distribution of numbers and times goes from the least to the largest', async t => {
  const { columns } = await profileOf(
    t,
    `SELECT i AS n, TIMESTAMP '2026-01-01' + to_days(CAST(i AS INTEGER)) AS t, DATE '2026-01-01' AS d FROM range(1001) AS r(i)`,
  );
  const [n, time, day] = columns;
  t.is(n!.quantiles!.length, 21);
  t.is(n!.quantiles![0], 0);
  t.true(Math.abs(n!.quantiles![10]! - 500) < 5);
  t.is(n!.quantiles![20], 1000);
  t.is(time!.quantiles![0], Date.UTC(2026, 0, 1));
  t.deepEqual(day!.top, [{ value: '2026-01-01', count: 1001 }]);
});

test('of a large table rows chosen at random are counted, whatever their order, and it says how many', async t => {
  const { rows, columns, counted_rows } = await profileOf(
    t,
    'SELECT i // 200000 AS n FROM range(1000000) AS r(i) ORDER BY i',
  );
  t.is(rows, 1_000_000);
  // The deviation of that number is 300.
  t.true(Math.abs(counted_rows! - 100_000) < 3000, String(counted_rows));
  const { top } = columns[0]!;
  t.is(
    top.reduce((sum, { count }) => sum + count, 0),
    counted_rows!,
  );
  t.deepEqual(top.map(({ value }) => value).sort(), ['0', '1', '2', '3', '4']);
  for (const { count } of top) t.true(Math.abs(count - 20_000) < 2000, String(count));
});

test('every type has a profile, and every name', async t => {
  const { columns } = await profileOf(
    t,
    `SELECT 1::HUGEINT AS "a""b'", 1.5::DECIMAL(9,2) AS "select", 'inf'::DOUBLE AS infinite, 'infinity'::TIMESTAMP AS never,
      TIMESTAMPTZ '2026-01-01 00:00:00+00' AS zoned, TIME '10:00' AS clock, true AS yes, [1, 2] AS list, {a: 1} AS struct,
      'x'::BLOB AS bytes, uuid() AS id, INTERVAL 1 DAY AS span, 'a'::ENUM('a', 'b') AS choice, NULL AS nothing, map {'k': 1} AS pairs`,
  );
  t.is(columns[0]!.name, `a"b'`);
  const kinds = columns.map(({ kind }) => kind);
  t.deepEqual(kinds.slice(0, 7), ['number', 'number', 'number', 'time', 'time', 'text', 'boolean']);
  t.deepEqual(kinds.slice(7, 10), ['other', 'other', 'other']);
  t.is(columns.find(({ name }) => name === 'infinite')!.quantiles, null);
});

test('a table without rows has a profile, too', async t => {
  const { rows, columns } = await profileOf(t, `SELECT 1 AS a, 'x' AS b, DATE '2026-01-01' AS c WHERE false`);
  t.is(rows, 0);
  for (const column of columns)
    t.like(column, { nulls: 0, distinct: 0, min: null, max: null, quantiles: null, top: [] });
});
