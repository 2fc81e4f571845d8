import test from 'ava';
import { enter } from '../../../src/syntax/query.ts';
import { ownerOf, QueryColumns, typeOf } from '../../../src/syntax/query-columns.ts';
import { listIn } from '../../../src/syntax/syntax-node.ts';
import { parseQuery } from '../../helpers/syntax-tree.ts';

const known: Readonly<Record<string, readonly { readonly name: string; readonly type: string }[]>> = {
  users: [
    { name: 'id', type: 'INTEGER' },
    { name: 'Level', type: 'VARCHAR' },
  ],
  plays: [
    { name: 'user_id', type: 'BIGINT' },
    { name: 'level', type: 'VARCHAR' },
  ],
};

/** The scope of a query: its tables with their columns, `?` for what is not known. */
async function scope(sql: string): Promise<string> {
  const columns = new QueryColumns((_, name) => known[name]);
  const { node } = await parseQuery(sql);
  return columns
    .tablesOf(enter(node, new Map()))
    .map(({ name, columns: found }) => {
      const list = found?.map(column => `${column.name} ${column.type ?? '?'}`).join(', ');
      return `${name}(${list ?? '?'})`;
    })
    .join(' ');
}

test('tables have the columns and types that are known, in lower case', async t => {
  t.is(
    await scope('select * from users u, plays'),
    'u(id INTEGER, level VARCHAR) plays(user_id BIGINT, level VARCHAR)',
  );
  t.is(await scope('select * from elsewhere'), 'elsewhere(?)');
});

test('columns are followed by name through subqueries and CTEs', async t => {
  t.is(await scope('select * from (select id as n, level from users) as q'), 'q(n INTEGER, level VARCHAR)');
  t.is(
    await scope('with a as (select * from users), b as (select a.* from a, plays) select * from b'),
    'b(id INTEGER, level VARCHAR)',
  );
  t.is(
    await scope('with a(x) as (select id, level from users) select * from a'),
    'a(x INTEGER, level VARCHAR)',
  );
  t.is(await scope('select * from users as u(x, y)'), 'u(x INTEGER, y VARCHAR)');
});

test('only the engine could tell the type of an expression; a cast says it', async t => {
  t.is(
    await scope('select * from (select id + 1 as n, id::bigint as big from users) as q'),
    'q(n ?, big BIGINT)',
  );
});

test('a star that leaves out or replaces columns is not followed, nor is one over an unknown table', async t => {
  t.is(await scope('select * from (select * exclude (id) from users) as q'), 'q(?)');
  t.is(await scope('select * from (select * replace (1 as id) from users) as q'), 'q(?)');
  t.is(await scope('select * from (select * from elsewhere) as q'), 'q(?)');
  t.is(
    await scope('select * from (select users.* from users, elsewhere) as q'),
    'q(id INTEGER, level VARCHAR)',
  );
});

test('the sides of a UNION keep a type that all of them have', async t => {
  t.is(
    await scope(
      'select * from (select id, level from users union all select user_id, level from plays) as q',
    ),
    'q(id ?, level VARCHAR)',
  );
});

test('a recursive CTE has the columns of its first part', async t => {
  const sql = 'with recursive n(i) as (select id from users union all select i from n) select * from n';
  t.regex(await scope(sql), /^n\(i /);
});

test('a column belongs to the one table that has it, or to the one that is named', async t => {
  const columns = new QueryColumns((_, name) => known[name]);
  const { node } = await parseQuery('select id, level, plays.level, nothing, u.id from users as u, plays');
  const tables = columns.tablesOf(enter(node, new Map()));
  const items = listIn(node, 'select_list');
  t.deepEqual(
    items.map(item => ownerOf(item, tables)?.name),
    ['u', undefined, 'plays', undefined, 'u'],
  );
  t.deepEqual(
    items.map(item => typeOf(item, tables)),
    ['INTEGER', undefined, 'VARCHAR', undefined, 'INTEGER'],
  );
});

test("beside a table that is not known, a column without its table may be anybody's", async t => {
  const columns = new QueryColumns((_, name) => known[name]);
  const { node } = await parseQuery('select id, users.id from users, elsewhere');
  const tables = columns.tablesOf(enter(node, new Map()));
  t.deepEqual(
    listIn(node, 'select_list').map(item => ownerOf(item, tables)?.name),
    [undefined, 'users'],
  );
});
