import test, { type ExecutionContext } from 'ava';
import { NotPortable } from '../../src/engines/spark/not-portable.ts';
import { differences, type Table } from './differences.ts';
import { edgeRowCount, edgeRows } from './edge-rows.ts';
import { openDuckDbSide } from './engines.ts';
import { isQuery, portable } from './portable.ts';
import { randomAggregates, randomExpressions, randomRowCount, randomRows } from './random-expressions.ts';
import { sparkServer, stopSpark } from './spark-server.ts';
import { sparkTest } from './spark-test.ts';

/** Another one finds other cases. */
const seed = Number(process.env.PORTABILITY_SEED ?? 20261127);
const casesEach = Number(process.env.PORTABILITY_CASES ?? 120);

const rows = { t: edgeRows, r: randomRows(seed) };
const duckdb = await openDuckDbSide(rows);
const edge: Table = { duckdb, name: 't', rows: edgeRowCount };
const random: Table = { duckdb, name: 'r', rows: randomRowCount };

sparkTest('both engines hold the same rows to begin with', async t => {
  t.timeout(300_000);
  for (const [name, query] of Object.entries(rows)) {
    const { sql } = await duckdb.toSpark(query);
    // A table of files: Spark would compute constants ahead, and fail for rows that nobody asks for.
    await sparkServer().run(`create table ${name} using parquet as ${sql}`);
    const all = `select * from ${name} order by rn`;
    const { columns } = await duckdb.toSpark(all);
    const ours = await duckdb.run(all, columns);
    t.deepEqual(await sparkServer().run(all), ours);
  }
});

test.after.always(stopSpark);

for (const [family, cases] of Object.entries(portable)) {
  sparkTest(`${family} give the same types and values on DuckDB and Spark`, async t => {
    t.timeout(600_000);
    const [queries, expressions] = [cases.filter(isQuery), cases.filter(sql => !isQuery(sql))];
    const different = [...(await differences(expressions, edge))];
    for (const sql of queries) different.push(...(await differences([sql], edge)));
    t.deepEqual(different, []);
  });
}

for (const [family, expressions] of Object.entries(randomExpressions(seed, casesEach))) {
  sparkTest(`random ${family} give the same types and values on DuckDB and Spark`, async t => {
    t.timeout(600_000);
    const chosen = await comparable(
      t,
      expressions.map(sql => [sql, `select ${sql} as r from r order by rn`]),
    );
    t.deepEqual(await differences(chosen, random), []);
  });
}

sparkTest('random aggregates give the same types and values on DuckDB and Spark', async t => {
  t.timeout(600_000);
  // Each has several aggregates.
  const queries = randomAggregates(seed, Math.ceil(casesEach / 3));
  const chosen = await comparable(
    t,
    queries.map(sql => [sql, sql]),
  );
  const different: string[] = [];
  for (const sql of chosen) different.push(...(await differences([sql], random)));
  t.deepEqual(different, []);
});

/** Those of the cases whose query is not refused, nor shows a fault of DuckDB itself: most of them. */
async function comparable(
  t: ExecutionContext,
  cases: readonly (readonly [sql: string, query: string])[],
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const [sql, query] of cases) {
    if ((await isPortable(query)) && (await duckdb.isSure(query))) found.push(sql);
  }
  t.true(found.length > 0.8 * cases.length, `${found.length} of ${cases.length}`);
  return found;
}

async function isPortable(query: string): Promise<boolean> {
  try {
    await duckdb.toSpark(query);
    return true;
  } catch (error) {
    if (!(error instanceof NotPortable)) throw error;
    return false;
  }
}

/** What looks alike and is not, or not surely: refused instead of giving other rows. */
const foreign: readonly (readonly [sql: string, message: RegExp])[] = [
  ['d::decimal(10,2)', /cast of DOUBLE to DECIMAL\(10,2\)/],
  ["try_cast('2020-1-1' as date)", /cast of VARCHAR to DATE/],
  ["'2020-01-01T10:00:00Z'::timestamp", /cast of VARCHAR to TIMESTAMP/],
  ['d::varchar', /cast of DOUBLE to VARCHAR/],
  ['i::uinteger', /cast of INTEGER to UINTEGER/],
  ['ts::time', /no type TIME/],
  ['ts - ts', /no known form/],
  ["interval '1 day'", /no known form|no type INTERVAL/],
  ['left(s, -1)', /0 or more/],
  ['substring(s, 0, 2)', /1 or more/],
  ["levenshtein(s, 'abc')", /levenshtein/],
  ["regexp_matches(s, '(?i)a')", /read alike/],
  [String.raw`regexp_matches(s, '\ba')`, /read alike/],
  ['list_transform(l, (x, i) -> x + i)', /counts from 0/],
  ['list_distinct(l)', /list_distinct/],
  ["strftime(ts, '%Y')", /strftime/],
  ['sum(i) filter (where bo) over (order by rn)', /FILTER over a window/],
  ['select list(s) from t', /another one each time/],
  ['select first(s) from t', /first/],
  ['select mode(bo) from t', /mode/],
  ['select distinct on (bo) bo, s from t', /keeps any row/],
  ['select columns(*) from t', /COLUMNS/],
  ['select rn, b.s from t a asof join t b using (rn)', /ASOF/],
  ['select r from range(3) v(r)', /range/],
  ['select rn from t using sample 3', /sample/],
  ['pivot t on bo using count(*)', /taken apart/],
  ['with recursive r(n) as (select 1 union all select n + 1 from r where n < 5) from r', /RECURSIVE_CTE/],
];

for (const [sql, message] of foreign) {
  test(`${sql} is refused: Spark may give something else`, async t => {
    const query = isQuery(sql) ? sql : `select ${sql} as r from t`;
    const error = await t.throwsAsync(duckdb.toSpark(query), { instanceOf: NotPortable });
    t.regex(error!.message, message);
  });
}
