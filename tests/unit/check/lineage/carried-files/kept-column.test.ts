import test from 'ava';
import { keptColumn } from '../../../../../src/check/lineage/carried-files/kept-column.ts';
import { withShadow } from '../../../../helpers/shadow.ts';
import { traceQuery } from '../../../../helpers/trace-query.ts';

const tables = {
  events: [
    { name: 'id', type: 'INTEGER' },
    { name: 'file', type: 'VARCHAR' },
  ],
  users: [
    { name: 'id', type: 'INTEGER' },
    { name: 'name', type: 'VARCHAR' },
  ],
};

/** The column of a query by which each of its rows tells its one file of `events`. */
async function kept(sql: string): Promise<string | undefined> {
  const [tree] = await withShadow(reader => reader.syntaxTrees([sql], { keepsEmpty: true }));
  return keptColumn({
    lineage: await traceQuery(sql, tables),
    tree: tree!,
    keptBy: table => (table === 'events' ? 'file' : undefined),
    reaches: (_, name) => name === 'events',
  });
}

test('a column that is handed on as it is tells the file of a row', async t => {
  t.is(await kept('select id, file as came_from from events'), 'came_from');
  t.is(await kept('with e as (select * from events) select file from e join users using (id)'), 'file');
  t.is(await kept('select file, count(*) as n from events group by file'), 'file');
  t.is(await kept('select file from events where id in (select id from events)'), 'file');
  t.is(await kept('select file from events union all by name select name as other from users'), 'file');
});

test('one that is computed, or that stands for several files, does not', async t => {
  t.is(await kept('select upper(file) as file from events'), undefined);
  t.is(await kept('select min(file) as file from events group by id'), undefined);
  t.is(await kept('select a.file from events as a join events as b using (id)'), undefined);
  t.is(
    await kept('with e as (select * from events) select a.file from e as a join e as b using (id)'),
    undefined,
  );
  t.is(await kept("select file from events union all select 'x' from events"), undefined);
  t.is(await kept('select name from users'), undefined);
});

test('subtotals stand for several files, wherever they are made', async t => {
  t.is(await kept('select file, count(*) as n from events group by rollup (file)'), undefined);
  t.is(await kept('select file, id from events group by cube (file, id)'), undefined);
  t.is(await kept('select file, id from events group by grouping sets ((file, id), (id))'), undefined);
  t.is(
    await kept('with e as (select file, id from events group by rollup (id, file)) select file from e'),
    undefined,
  );
  t.is(await kept('select file from (select file from events group by rollup (file)) as s'), undefined);
  t.is(await kept('select file, id from events group by grouping sets ((file, id))'), 'file');
  t.is(
    await kept(
      'with u as (select name from users group by rollup (name)) select file from events cross join u',
    ),
    'file',
  );
});

test('a value of a subquery comes from files that the column does not tell', async t => {
  t.is(await kept('select file, (select max(id) from events) as last from events'), undefined);
  t.is(
    await kept('with e as (from events) select file, id in (select id from e) as x from events'),
    undefined,
  );
  t.is(await kept('select file, (select max(id) from users) as last from events'), 'file');
});
