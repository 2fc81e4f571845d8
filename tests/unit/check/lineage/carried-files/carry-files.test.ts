import test, { type ExecutionContext } from 'ava';
import { filesColumn } from '../../../../../src/check/lineage/carried-files/carried-files.ts';
import { carriedQuery, type FileRow, fillTables } from '../../../../helpers/carried-query.ts';
import { connectDuckDb } from '../../../../helpers/duckdb-connection.ts';
import { rowsOf } from '../../../../helpers/lake-reader.ts';

const row = (table: FileRow['table'], file: string, ...values: FileRow['values']): FileRow => ({
  table,
  file,
  values,
});

/** t has k, a, b; u has k, b, c; v has a, d and comes from no file. */
const rows: readonly FileRow[] = [
  row('t', 'one', 1, 10, 100),
  row('t', 'two', 1, 20, 200),
  row('t', 'two', 2, 10, 100),
  row('u', 'three', 1, 100, 7),
  row('u', 'four', 3, 300, 7),
  row('v', '', 10, 5),
  row('v', '', 30, 6),
];

/** The rows of a query, and the files of each: `1,10 <- one`. */
async function told(t: ExecutionContext, sql: string): Promise<readonly string[]> {
  const connection = await connectDuckDb(t);
  await fillTables(connection, rows);
  const carried = await carriedQuery(connection, sql);
  if (carried.kind !== 'carried') return [carried.kind === 'untold' ? carried.why : 'none'];
  const found = await rowsOf(
    connection,
    `SELECT * REPLACE (list_sort(${filesColumn}) AS ${filesColumn}) FROM (${carried.tree})`,
  );
  return found
    .map(values => `${values.slice(0, -1).map(String).join(',')} <- ${(values.at(-1) as string[]).join(' ')}`)
    .sort();
}

const same = async (t: ExecutionContext, sql: string, expected: readonly string[]) =>
  t.deepEqual(await told(t, sql), expected, sql);

test('a row has the file that it was read from, through filters, stars and subqueries', async t => {
  const expected = ['1,10,100 <- one', '1,20,200 <- two'];
  await same(t, 'select * from t where k = 1', expected);
  await same(t, 'select t.* from t where k = 1', expected);
  await same(t, 'select * from (select * from t) as s where s.k = 1', expected);
  await same(t, 'with s(x, y, z) as (select * from t) select * from s where x = 1', expected);
  await same(t, 'select * exclude (b), b + 0 as b from t as t(k, a, b) where k = 1', expected);
  await same(t, 'from t where k = 1', expected);
});

test('a row of a join has the files of both sides, and of an outer join those that are there', async t => {
  await same(t, 'select t.k, c from t join u on t.k = u.k', ['1,7 <- one three', '1,7 <- three two']);
  await same(t, 'select k, c from t full join u using (k)', [
    '1,7 <- one three',
    '1,7 <- three two',
    '2,null <- two',
    '3,7 <- four',
  ]);
  await same(t, 'select k, b, c from t natural join u', ['1,100,7 <- one three']);
  await same(t, 'select t.a, d from t left join v on t.a = v.a', [
    '10,5 <- one',
    '10,5 <- two',
    '20,null <- two',
  ]);
  await same(t, 'select a, x from t, (select c as x from u where u.k = t.k)', [
    '10,7 <- one three',
    '20,7 <- three two',
  ]);
  await same(t, 'select l.a, r.a from t as l join t as r on l.k = r.k and l.a < r.a', ['10,20 <- one two']);
});

test('a group has the files of all of its rows, also those that an aggregate leaves out', async t => {
  await same(t, 'select k, count(*) from t group by k', ['1,2 <- one two', '2,1 <- two']);
  await same(t, 'select k, max(a) from t group by all', ['1,20 <- one two', '2,10 <- two']);
  await same(t, 'select sum(a) filter (where a > 10) from t', ['20 <- one two']);
  await same(t, 'select count(*) from t where k > 9', ['0 <- ']);
  await same(t, 'select a, count(*) from t group by rollup (a)', [
    '10,2 <- one two',
    '20,1 <- two',
    'null,3 <- one two',
  ]);
  await same(t, 'select k from t group by k having count(*) = 2', ['1 <- one two']);
});

test('equal rows that are one have the files of all of them', async t => {
  await same(t, 'select distinct k from t', ['1 <- one two', '2 <- two']);
  await same(t, 'select distinct k from t order by k limit 1', ['1 <- one two']);
  await same(t, 'select b from t union select b from u', [
    '100 <- one three two',
    '200 <- two',
    '300 <- four',
  ]);
  await same(t, 'select b from t union select b from u order by b limit 1', ['100 <- one three two']);
  await same(t, 'with s as (select distinct a from t) select a, d from s join v using (a)', [
    '10,5 <- one two',
  ]);
});

test('a union has the files of both sides, of which one may have none', async t => {
  await same(t, 'select a from t where k = 2 union all select a from v', ['10 <- ', '10 <- two', '30 <- ']);
  await same(t, 'select k, c from u union all by name select c from (select 1 as c)', [
    '1,7 <- three',
    '3,7 <- four',
    'null,1 <- ',
  ]);
});

test('a union by name may stand below what counts columns by their places', async t => {
  await same(
    t,
    '(select k, a from t where k = 2 union all by name select c from u) union all select 9, 9, 9',
    ['2,10,null <- two', '9,9,9 <- ', 'null,null,7 <- four', 'null,null,7 <- three'],
  );
  await same(
    t,
    'with s(x, y) as (select k from t where k = 2 union all by name select c from u order by c) select x, y from s',
    ['2,null <- two', 'null,7 <- four', 'null,7 <- three'],
  );
});

test('what DISTINCT takes the first rows of may be ordered by its tables', async t => {
  const first = ['1 <- one two'];
  await same(t, 'select distinct t.k from t order by t.k limit 1', first);
  await same(t, 'select distinct o.k from t as o order by k limit 1', first);
  await same(t, 'select distinct o.k as x from t as o order by O.K limit 1', first);
  await same(t, 'select distinct k as x from t order by -k desc limit 1', first);
  await same(t, 'select distinct -k as k from t order by k limit 1', ['-2 <- two']);
  await same(t, 'select distinct o.* exclude (a, b) from t as o order by o.k limit 1', first);
  await same(t, 'select distinct k, a from t order by k + a desc limit 1', ['1,20 <- two']);
  await same(t, 'select distinct t.k, c from t join u using (k) order by k, c limit 1', [
    '1,7 <- one three two',
  ]);
  await same(t, 'select distinct t.k, c from u left join t using (k) order by k desc limit 1', [
    'It takes some of its DISTINCT rows by an order that its columns do not tell.',
  ]);
  await same(t, 'select distinct k + 1 from t order by t.k + 1 limit 1', [
    'It takes some of its DISTINCT rows by an order that its columns do not tell.',
  ]);
  await same(t, 'select distinct k from t group by k order by count(*) desc limit 1', [
    'It takes some of its DISTINCT rows by an order that its columns do not tell.',
  ]);
});

test('a column may be named with the schema of its table', async t => {
  await same(t, 'select main.t.a from main.t where main.t.k = 2', ['10 <- two']);
});

test('a row that a window, an order or DISTINCT ON chooses has its own file', async t => {
  await same(t, 'select a, sum(a) over () from t where k = 1', ['10,30 <- one', '20,30 <- two']);
  await same(t, 'select a from t qualify row_number() over (order by a desc) = 1', ['20 <- two']);
  await same(t, 'select a from t order by a desc limit 1', ['20 <- two']);
  await same(t, 'select distinct on (k) k, a from t order by k, a', ['1,10 <- one', '2,10 <- two']);
});

test('what only filters gives no file', async t => {
  await same(t, 'select a from v where a in (select a from t)', ['none']);
  await same(t, 'select t.a from t semi join u on t.k = u.k', ['10 <- one', '20 <- two']);
  await same(t, 'select a from t where exists (select * from u where u.k = t.k)', ['10 <- one', '20 <- two']);
  await same(t, 'select a, (select max(d) from v) as d from t where k = 2', ['10,6 <- two']);
  await same(t, 'select a from t where b = (select max(b) from u where k = 1)', ['10 <- one', '10 <- two']);
  await same(t, 'with s as (select * from t) select c from u where k in (select k from s)', ['7 <- three']);
  await same(t, 'select a from v except select a from t', ['none']);
});

test('a table of FROM that bears the name of a column is no whole row', async t => {
  await same(t, 'with n as (select k, count(*) as n from t group by k) select n from n where k = 1', [
    '2 <- one two',
  ]);
});

const value = 'A value comes from a subquery, whose files the rows do not have.';

test('it is said where files cannot be carried along', async t => {
  await same(t, 'select a from t except select a from v', [
    'It is an EXCEPT, of which it is not known which of equal rows stay.',
  ]);
  await same(t, 'select a from v intersect select a from t', [
    'It is an INTERSECT, of which it is not known which of equal rows stay.',
  ]);
  await same(
    t,
    'with recursive s as (select 1 as k union all select s.k + 1 from s join t using (k)) select * from s',
    ['It is a recursion.'],
  );
  await same(t, 'select a from t limit 1', [
    'It takes some rows by LIMIT without an order, which may be others each time.',
  ]);
  await same(t, 'select distinct on (k) a from t', [
    'It takes some rows by DISTINCT ON without an order, which may be others each time.',
  ]);
  for (const sql of ['select (select max(c) from u) as c from v', 'select k, exists(from u) as x from t']) {
    await same(t, sql, [value]);
  }
  await same(t, 'select x from unnest((select list(k) from t)) as s(x)', [value]);
  await same(t, 'with s as (select * from t) select d, (select max(k) from s) as k from v', [value]);
  await same(t, 'select k as _sparkify_files from t', [
    'It calls something _sparkify_files: such names are those of sparkify.',
  ]);
  await same(t, "select columns('[ab]') from t", ['It chooses columns by a pattern, as COLUMNS() does.']);
  await same(t, 'select s from (select a from t) as s', ['It takes whole rows of s as one value.']);
  const whole = 'It takes whole rows of t as one value.';
  const from = 'from (select k from t) as t';
  await same(t, `select distinct (select t) as x ${from}`, [whole]);
  await same(t, `select distinct x ${from}, lateral (select t as x)`, [whole]);
  await same(t, `select count(distinct x) ${from}, lateral (select t::varchar as x)`, [whole]);
  await same(t, `select k ${from} where (select count(distinct q) from (select t as q)) = 1`, [whole]);
  await same(t, 'from (select k, a, b from t) pivot (sum(b) for a in (10, 20))', ['It has a PIVOT in FROM.']);
});

test('it is said where rows may be others each time, also in parts that come from no file', async t => {
  const limit = 'It takes some rows by LIMIT without an order, which may be others each time.';
  await same(t, 'select k from t where a in (select a from v limit 1)', [limit]);
  await same(t, 'with s as (select a from v limit 1) select k from t join s using (a)', [limit]);
  await same(t, 'select k from t where exists (from u where u.k = t.k limit 1)', [limit]);
  await same(t, 'select k from t order by null limit 1', [limit]);
  await same(t, 'select k from t order by 1 limit 1', ['1 <- one']);
  await same(t, 'with s as (select a from v limit 1) select k from t where k = 2', ['2 <- two']);
  const window = (name: string) =>
    `It asks for ${name}() over a window without an order, which may be another value each time.`;
  await same(t, 'select k from t qualify row_number() over (partition by k) = 1', [window('row_number')]);
  await same(t, 'select k from t qualify row_number() over (order by 1) = 1', [window('row_number')]);
  await same(t, 'select k from (select *, lag(a) over w as l from t window w as ()) where l is null', [
    window('lag'),
  ]);
  await same(t, 'select sum(a) over (rows 1 preceding) as s from t', [window('sum')]);
  await same(t, 'select k from t where a in (select first_value(a) over () from v)', [window('first_value')]);
  await same(t, 'select first(a) over (order by a) from t where k = 2', ['10 <- two']);
});

test('a recursion, an EXCEPT or a PIVOT of what comes from no file stays as it is', async t => {
  const recursion = 'with recursive s as (select 1 as n union all select n + 1 from s where n < 2)';
  await same(t, `${recursion} select a, n from t, s where k = 2`, ['10,1 <- two', '10,2 <- two']);
  await same(t, 'select k from t join (select a from v except select 30) as w using (a) where k = 2', [
    '2 <- two',
  ]);
});
