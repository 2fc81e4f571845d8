import test from 'ava';
import { sampledSql } from '../../../../src/engines/duckdb/sampled-sql.ts';
import { connectDuckDb } from '../../../helpers/duckdb-connection.ts';
import { rowsOf } from '../../../helpers/lake-reader.ts';

const numbers = 'SELECT range AS n, [range] AS list FROM range(10000)';
const backward = `${numbers} ORDER BY n DESC`;

test('a number of rows is exact, and does not depend on their order', async t => {
  const connection = await connectDuckDb(t);
  const rows = async (sql: string) =>
    rowsOf(connection, `SELECT n FROM (${sampledSql(sql, { kind: 'rows', count: 7 })}) ORDER BY n`);
  const found = await rows(numbers);
  t.is(found.length, 7);
  t.deepEqual(await rows(backward), found);
  t.is((await rowsOf(connection, sampledSql(numbers, { kind: 'rows', count: 0 }))).length, 0);
});

test('a share is about that share, and does not depend on the order of the rows', async t => {
  const connection = await connectDuckDb(t);
  const rows = async (sql: string) =>
    rowsOf(connection, `SELECT n FROM (${sampledSql(sql, { kind: 'share', percent: 10 })}) ORDER BY n`);
  const found = await rows(numbers);
  t.true(found.length > 850 && found.length < 1150, String(found.length));
  t.deepEqual(await rows(backward), found);
  t.is((await rowsOf(connection, sampledSql(numbers, { kind: 'share', percent: 100 }))).length, 10_000);
});

test('a window has its start in it and its end not, for days, times, and a quoted name', async t => {
  const connection = await connectDuckDb(t);
  const sampling = { kind: 'window', column: 'a "time"', start: '2018-11-01', end: '2018-11-03' } as const;
  for (const type of ['DATE', 'TIMESTAMP', 'TIMESTAMPTZ', 'TIMESTAMP_S']) {
    const days = `SELECT CAST(unnest(['2018-10-31', '2018-11-01', '2018-11-02', '2018-11-03', NULL]) AS ${type}) AS "a ""time"""`;
    await connection.run("SET TimeZone = 'UTC'");
    const rows = await rowsOf(
      connection,
      `SELECT CAST("a ""time""" AS DATE) FROM (${sampledSql(days, sampling)})`,
    );
    t.deepEqual(rows, [['2018-11-01'], ['2018-11-02']], type);
  }
});
