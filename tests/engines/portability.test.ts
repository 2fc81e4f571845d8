import test from 'ava';
import { NotPortable } from '../../src/engines/spark/not-portable.ts';
import { edgeRowCount, edgeRows } from './edge-rows.ts';
import { openDuckDbSide } from './engines.ts';
import { isSame } from './plain-value.ts';
import { isQuery, portable } from './portable.ts';
import { sparkTest } from './pyspark.ts';
import { type SparkAnswer, sparkServer, stopSpark } from './spark-server.ts';

const duckdb = await openDuckDbSide();

sparkTest('both engines hold the same rows to begin with', async t => {
  t.timeout(300_000);
  const { sql } = await duckdb.toSpark(edgeRows);
  // A table of files: Spark would compute constants ahead, and fail for rows that nobody asks for.
  await sparkServer().run(`create table t using parquet as ${sql}`);
  const { columns } = await duckdb.toSpark('select * from t order by rn');
  const ours = await duckdb.run('select * from t order by rn', columns);
  t.deepEqual(await sparkServer().run('select * from t order by rn'), ours);
});

test.after.always(stopSpark);

for (const [family, cases] of Object.entries(portable)) {
  sparkTest(`${family} give the same types and values on DuckDB and Spark`, async t => {
    t.timeout(600_000);
    const [queries, expressions] = [cases.filter(isQuery), cases.filter(sql => !isQuery(sql))];
    const different = await differences(expressions);
    for (const sql of queries) different.push(...(await differences([sql])));
    t.deepEqual(different, []);
  });
}

/** The cases in which the engines differ, and how. Expressions are asked for together, and apart where that says nothing. */
async function differences(cases: readonly string[]): Promise<string[]> {
  const [first, second] = cases;
  if (first === undefined) return [];
  if (second === undefined) {
    const difference = await compare(first);
    return difference === undefined ? [] : [`${first}\n${difference}`];
  }
  const columns = cases.map((sql, index) => `${sql} as r${index}`);
  const isEqual =
    cases.length <= 16 &&
    (await compareQuery(`select rn, ${columns.join(', ')} from t order by rn`)) === undefined;
  if (isEqual) return [];
  const half = Math.ceil(cases.length / 2);
  return [...(await differences(cases.slice(0, half))), ...(await differences(cases.slice(half)))];
}

/** How the engines differ in a case; undefined when they do not. Where one fails, each row is looked at by itself. */
async function compare(sql: string): Promise<string | undefined> {
  const whole = await compareQuery(isQuery(sql) ? sql : `select rn, ${sql} as r from t order by rn`);
  if (whole === undefined || isQuery(sql) || !whole.hasFailed) return whole?.text;
  const rows = Array.from({ length: edgeRowCount }, (_, index) => index + 1);
  const byRow: string[] = [];
  for (const row of rows) {
    const difference = await compareQuery(`select ${sql} as r from t where rn = ${row}`);
    if (difference !== undefined) byRow.push(`row ${row}: ${difference.text}`);
  }
  return byRow.length === 0 ? undefined : byRow.join('\n');
}

interface Difference {
  readonly text: string;
  readonly hasFailed: boolean;
}

async function compareQuery(sql: string): Promise<Difference | undefined> {
  const { sql: sparkSql, columns } = await duckdb.toSpark(sql);
  const [ours, theirs] = await Promise.all([duckdb.run(sql, columns), sparkServer().run(sparkSql)]);
  const hasFailed = 'error' in ours || 'error' in theirs;
  // A value that is an error in one is an error in the other. Of several nobody knows which one it was.
  if ('error' in ours && 'error' in theirs && columns.length <= 2) return undefined;
  if (isSame(ours, theirs)) return undefined;
  return { text: `${shown(ours)}\n${shown(theirs)}\n${sparkSql}`, hasFailed };
}

function shown(answer: SparkAnswer): string {
  return JSON.stringify(answer).slice(0, 2000);
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
