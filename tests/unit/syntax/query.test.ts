import test from 'ava';
import {
  conjuncts,
  cteOf,
  enter,
  joinsOf,
  leavesOf,
  nameOf,
  outermostSelects,
  selectsOf,
} from '../../../src/syntax/query.ts';
import { nodeIn, type SyntaxNode } from '../../../src/syntax/syntax-node.ts';
import { parseQuery } from '../../helpers/syntax-tree.ts';

async function fromOf(sql: string): Promise<SyntaxNode | undefined> {
  return nodeIn((await parseQuery(sql)).node, 'from_table');
}

/** What each SELECT of a query reads, in the order in which they are found. */
async function tablesRead(sql: string): Promise<readonly string[]> {
  const { node } = await parseQuery(sql);
  return [...selectsOf(node)].map(select =>
    leavesOf(nodeIn(select.node, 'from_table')).map(nameOf).join('+'),
  );
}

test('every SELECT is found, those of CTEs and subqueries included, each once', async t => {
  t.deepEqual(await tablesRead('select * from a'), ['a']);
  t.deepEqual(await tablesRead('with x as (select * from a), y as (select * from x) select * from y'), [
    'a',
    'x',
    'y',
  ]);
  t.deepEqual(await tablesRead('select (select max(i) from b) from a where i in (select i from c)'), [
    'a',
    'b',
    'c',
  ]);
  t.deepEqual(await tablesRead('select * from a union all select * from b'), ['a', 'b']);
  t.deepEqual(await tablesRead('select * from (select * from (select * from a) as q) as r'), ['r', 'q', 'a']);
  t.deepEqual(await tablesRead('select 1'), ['']);
});

test('a CTE is seen by what follows it, and an inner one hides an outer one', async t => {
  const { node } = await parseQuery(
    'with x as (select 1 as a) select * from (with x as (select 2 as b) select * from X) as q, x',
  );
  const outer = enter(node, new Map());
  const [subquery, table] = leavesOf(nodeIn(node, 'from_table'));
  const inner = enter(nodeIn(nodeIn(subquery!, 'subquery')!, 'node')!, outer.ctes);
  const [innerTable] = leavesOf(nodeIn(inner.node, 'from_table'));
  t.is(cteOf(table!, outer.ctes), outer.ctes.get('x'));
  t.is(cteOf(innerTable!, inner.ctes), inner.ctes.get('x'));
  t.not(inner.ctes.get('x'), outer.ctes.get('x'));
});

test('a table with a schema is never a CTE', async t => {
  const { node } = await parseQuery('with users as (select 1 as a) select * from main.users');
  const { ctes } = enter(node, new Map());
  t.is(cteOf(nodeIn(node, 'from_table')!, ctes), undefined);
});

test('the names that a CTE gives to its columns stay with it', async t => {
  const { node } = await parseQuery('with t(a, b) as (select 1, 2) select * from t');
  t.deepEqual(enter(node, new Map()).ctes.get('t')!.columnNames, ['a', 'b']);
});

test('a recursive CTE sees itself without being followed for ever', async t => {
  const sql = 'with recursive n as (select 1 as i union all select i + 1 from n where i < 9) select * from n';
  t.deepEqual(await tablesRead(sql), ['', 'n', 'n']);
});

test('what a query returns is one SELECT, or those of each side of a UNION, EXCEPT or INTERSECT', async t => {
  const count = async (sql: string) => outermostSelects(await parseQuery(sql)).length;
  t.is(await count('select * from (select 1 union select 2) as q'), 1);
  t.is(await count('select 1 union select 2'), 2);
  t.is(await count('(select 1 except select 2) union all (select 3 intersect select 4)'), 4);
  t.is(await count('with x as (select 1 union select 2) select * from x'), 1);
});

test('the leaves of a FROM stand from left to right, under the names that the query gives them', async t => {
  const from = await fromOf(
    'select * from a join (b as B2 left join c using (i)) on true, (select 1) as q, range(3) as r',
  );
  t.deepEqual(leavesOf(from).map(nameOf), ['a', 'b2', 'c', 'q', 'r']);
  t.is(joinsOf(from).length, 4);
  t.deepEqual(leavesOf(undefined), []);
  t.deepEqual(joinsOf(await fromOf('select * from a')), []);
});

test('only what AND joins falls apart', async t => {
  const where = async (sql: string) => nodeIn((await parseQuery(sql)).node, 'where_clause');
  t.is(conjuncts(await where('select 1 where a and (b and c) and d')).length, 4);
  t.is(conjuncts(await where('select 1 where a and (b or c)')).length, 2);
  t.is(conjuncts(await where('select 1 where a or b')).length, 1);
  t.deepEqual(conjuncts(undefined), []);
});
