import test from 'ava';
import { usedColumns } from '../../../../src/run/freshness/used-columns.ts';
import { withShadow } from '../../../helpers/shadow.ts';

const columns = ['id', 'ts', 'Page', 'info'].map(name => ({ name, type: 'VARCHAR' }));

async function used(sql: string): Promise<string> {
  const [tree] = await withShadow(reader => reader.syntaxTrees([sql]));
  return usedColumns(tree, columns)
    .map(({ name }) => name)
    .join();
}

test('only the columns that a query names are read', async t => {
  t.is(await used('select max(ts) from raw.events'), 'ts');
  t.is(await used("select max(ts) from raw.events where page <> 'x'"), 'ts,Page');
  t.is(await used('select max(e.info.at) from raw.events as e'), 'info');
  t.is(await used('select max(x) from (select ts as x from raw.events)'), 'ts');
});

test('all of them are read where some may be meant without being named', async t => {
  const all = 'id,ts,Page,info';
  t.is(await used('select max(ts) from (select * from raw.events)'), all);
  t.is(await used("select max(columns('t.*')) from raw.events"), all);
  t.is(await used('select max(ts) from raw.events natural join raw.pages'), all);
  t.is(await used('select max(ts) from raw.events join raw.pages using (id)'), all);
  t.is(await used('select now()'), all);
});
