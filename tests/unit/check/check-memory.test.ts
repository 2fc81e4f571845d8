import test from 'ava';
import { CheckMemory, rememberingReader } from '../../../src/check/check-memory.ts';
import type { SchemaReader } from '../../../src/check/schema-reader.ts';
import { withShadow } from '../../helpers/shadow.ts';

const relation = { schema: 'main', name: 'users' };
const query = 'select * from users';
const columns = [{ name: 'id', type: 'INTEGER' }];

/** One round of a check: a table and what reads it. Gives the answers, and what DuckDB was asked. */
async function round(memory: CheckMemory, type: string, sql = query) {
  const asked: string[] = [];
  return withShadow(async reader => {
    const counted: SchemaReader = {
      ...reader,
      createTables: tables => {
        asked.push(`make ${tables.map(({ relation: { name } }) => name).join()}`);
        return reader.createTables(tables);
      },
      describe: text => {
        asked.push(text);
        return reader.describe(text);
      },
      syntaxTrees: (texts, options) => {
        asked.push(...texts.map(text => `tree of ${text}`));
        return reader.syntaxTrees(texts, options);
      },
    };
    memory.nextRound();
    const remembering = rememberingReader(counted, memory);
    await remembering.createTables([{ relation, columns: [{ name: 'id', type }] }]);
    await remembering.createTables([{ relation: { schema: 'main', name: 'plays' }, columns }]);
    const described = await remembering.describe(sql);
    const trees = await remembering.syntaxTrees([sql, sql]);
    return { asked, described, trees };
  });
}

test('what is as it was is not asked again, makes no table, and has the same answers', async t => {
  const memory = new CheckMemory();
  const first = await round(memory, 'INTEGER');
  t.deepEqual(first.asked, ['make users,plays', query, `tree of ${query}`]);
  const second = await round(memory, 'INTEGER');
  t.deepEqual(second.asked, []);
  t.deepEqual(second.described, first.described);
  t.deepEqual(second.trees, first.trees);
});

test('a query over a table that is another one is bound again, and parsed no more', async t => {
  const memory = new CheckMemory();
  await round(memory, 'INTEGER');
  const { asked, described } = await round(memory, 'VARCHAR');
  t.deepEqual(asked, ['make users,plays', query]);
  t.deepEqual(described, { ok: true, columns: [{ name: 'id', type: 'VARCHAR' }] });
});

test('what one round does not ask for is forgotten', async t => {
  const memory = new CheckMemory();
  await round(memory, 'INTEGER');
  await round(memory, 'INTEGER', 'select 1');
  t.deepEqual((await round(memory, 'INTEGER')).asked, ['make users,plays', query, `tree of ${query}`]);
});

test('a failure is not kept', async t => {
  const memory = new CheckMemory();
  const fail = () => Promise.reject(new Error('interrupted'));
  await t.throwsAsync(memory.recall('key', fail));
  t.is(await memory.recall('key', async () => 1), 1);
});
