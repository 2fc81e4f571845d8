import { DuckDBInstance } from '@duckdb/node-api';
import test from 'ava';
import { createDuckDbSchemaReader } from '../../../../src/engines/duckdb/schema-reader.ts';
import { withShadow } from '../../../helpers/shadow.ts';

const users = {
  relation: { schema: 'main', name: 'users' },
  columns: [
    { name: 'user_id', type: 'BIGINT' },
    { name: 'level', type: 'VARCHAR' },
  ],
};

async function columnsOf(sql: string): Promise<readonly string[]> {
  const described = await withShadow(async reader => {
    await reader.createTables([users]);
    return reader.describe(sql);
  });
  return described.ok ? described.columns.map(({ name, type }) => `${name} ${type}`) : [described.message];
}

async function refusal(sql: string) {
  const described = await withShadow(async reader => {
    await reader.createTables([users]);
    return reader.describe(sql);
  });
  return described.ok ? undefined : described;
}

test('a query is described by the names and types of its columns', async t => {
  const sql =
    'select user_id + 1 as next, upper(level) as "UP per", 1.50 as d, null as n from "main"."users"';
  t.deepEqual(await columnsOf(sql), ['next BIGINT', 'UP per VARCHAR', 'd DECIMAL(3,2)', 'n INTEGER']);
});

test('nested types, enums and JSON are named as DuckDB names them', async t => {
  const sql = `select {'a': 1, 'b c': '{}'::json} as s, [1.5] as l, map {'k': 1} as m, 'x'::enum('x', 'it''s') as e,
    '{}'::json as j -- the end`;
  t.deepEqual(await columnsOf(sql), [
    's STRUCT(a INTEGER, "b c" JSON)',
    'l DECIMAL(2,1)[]',
    'm MAP(VARCHAR, INTEGER)',
    `e ENUM('x', 'it''s')`,
    'j JSON',
  ]);
});

test('every plain type is named as DESCRIBE names it', async t => {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const reader = await createDuckDbSchemaReader([await instance.connect(), await instance.connect()]);
  const types =
    'BOOLEAN TINYINT SMALLINT INTEGER BIGINT HUGEINT UTINYINT USMALLINT UINTEGER UBIGINT UHUGEINT BIGNUM FLOAT DOUBLE ' +
    'DECIMAL(38,9) VARCHAR BLOB BIT UUID DATE TIME TIMETZ TIMESTAMP TIMESTAMP_S TIMESTAMP_MS TIMESTAMP_NS TIMESTAMPTZ INTERVAL';
  for (const type of types.split(' ')) {
    const sql = `select null::${type} as x`;
    const expected = (await connection.runAndReadAll(`DESCRIBE ${sql}`)).getRows()[0]![1];
    t.deepEqual(await reader.describe(sql), { ok: true, columns: [{ name: 'x', type: String(expected) }] });
  }
  instance.closeSync();
});

test('every form of a query can be described', async t => {
  const id = 'user_id BIGINT';
  const level = 'level VARCHAR';
  t.deepEqual(await columnsOf('from main.users'), [id, level]);
  t.deepEqual(await columnsOf('table main.users'), [id, level]);
  t.deepEqual(await columnsOf('(select user_id from main.users)'), [id]);
  t.deepEqual(await columnsOf('/* all */ -- of it\nwith u as (from main.users) select * from u'), [
    id,
    level,
  ]);
  t.deepEqual(await columnsOf('values (1)'), ['col0 INTEGER']);
  t.deepEqual(await columnsOf("from (pivot main.users on level in ('free') using count(*))"), [
    id,
    'free BIGINT',
  ]);
});

test('tables of several schemas live side by side', async t => {
  const described = await withShadow(async reader => {
    await reader.createTables([users]);
    await reader.createTables([
      {
        relation: { schema: 'raw "x', name: 'users' },
        columns: [{ name: 'a b', type: 'STRUCT(a INTEGER)[]' }],
      },
    ]);
    return reader.describe('select * from "raw ""x".users');
  });
  t.deepEqual(described, { ok: true, columns: [{ name: 'a b', type: 'STRUCT(a INTEGER)[]' }] });
});

const refuses = test.macro({
  title: (_, sql: string) => `${JSON.stringify(sql)} is no query for a model`,
  async exec(t, sql: string, code: string, message: RegExp) {
    const found = await refusal(sql);
    t.is(found?.code, code as 'bad-sql');
    t.regex(found!.message, message);
  },
});

test(refuses, 'select 1; drop table main.users', 'bad-sql', /more than one statement/);
test(refuses, 'drop table main.users', 'bad-sql', /not DROP/);
test(refuses, 'insert into main.users values (1, null)', 'bad-sql', /not INSERT/);
test(refuses, "copy (select 1) to 'x.csv'", 'bad-sql', /not COPY/);
test(refuses, 'show tables', 'bad-sql', /not SHOW/);
test(refuses, 'pragma database_list', 'bad-sql', /not PRAGMA/);
test(refuses, 'describe select 1', 'bad-sql', /not DESCRIBE/);
test(refuses, 'explain select 1', 'bad-sql', /not EXPLAIN/);
test(refuses, 'pivot main.users on level using count(*)', 'bad-sql', /more than one statement/);
test(refuses, '-- nothing', 'bad-sql', /^No statement/);
test(refuses, 'select ?', 'bad-sql', /parameter/);
test(refuses, 'select $x::int', 'bad-sql', /parameter/);
test(refuses, 'select 1 as a, 2 as A', 'ambiguous-column', /two columns named "A"/);
test(refuses, 'select * from main.users u join main.users v using (user_id)', 'ambiguous-column', /"level"/);

for (const [what, marked] of [
  ['the second of two columns of one name', 'select 1 as x, ^2 as x'],
  ['the same through a common table expression', 'with a as (select 1 as x, 2 as x) select 1 as b, ^3 as b'],
  ['a star that brings a name again', 'select level, ^* from main.users'],
  ['the narrower side of a UNION', 'select 1 as a, 2 as b union all select ^3'],
  [
    'a UNION inside of a common table expression',
    'with a as (select 1 as a union select ^2, 3) select * from a union all select 4',
  ],
  ['the last side of several', 'select 1 union select 2 union select ^3, 4'],
  ['a UNION with a star, when it is the only one', "select 'é' as a union all select ^* from main.users"],
] as const) {
  test(`${what} is where it is wrong`, async t => {
    const sql = marked.replace('^', '');
    t.is((await refusal(sql))?.offset, marked.indexOf('^'));
  });
}

test('what is uneven among several stars has no place, and says what to do all the same', async t => {
  const star = 'select * from main.users';
  t.like(await refusal(`${star} union all ${star} union all select 1`), {
    offset: undefined,
    hint: 'Write the columns out on both sides, or join them with UNION BY NAME.',
  });
});

test('a statement that is refused changes nothing', async t => {
  const again = await withShadow(async reader => {
    await reader.createTables([users]);
    await reader.describe('drop table main.users');
    return reader.describe('from main.users');
  });
  t.true(again.ok);
});

test('the tables that a query names are found, and not its CTEs', async t => {
  const tables = async (sql: string) =>
    withShadow(async reader =>
      (await reader.tablesIn(sql)).map(({ schema, name, offset }) => [
        schema,
        name,
        sql.slice(offset, offset + 4),
      ]),
    );
  t.deepEqual(await tables(`select 'é' from "main"."users" u join raw.ev using (id)`), [
    ['main', 'users', '"mai'],
    ['raw', 'ev', 'raw.'],
  ]);
  t.deepEqual(await tables('with a as (from b), c as (from a) select * from c where x in (from d)'), [
    ['', 'b', 'b), '],
    ['', 'd', 'd)'],
  ]);
  t.deepEqual(await tables('with users as (from users) from Users'), [['', 'users', 'user']]);
  t.deepEqual(await tables('with recursive r as (select 1 a union all from r) from r'), []);
});

test('other connections of the instance go on as before, and closing leaves no catalog behind', async t => {
  const instance = await DuckDBInstance.create(':memory:');
  const other = await instance.connect();
  const connection = await instance.connect();
  const reader = await createDuckDbSchemaReader([connection]);
  await reader.createTables([users]);
  await t.throwsAsync(other.run('from users'), {
    message: /^Catalog Error: Table with name users does not exist/,
  });
  await reader.close();
  const { 0: row } = (
    await other.runAndReadAll(
      "select count(*)::int from duckdb_databases() where database_name like 'shadow%'",
    )
  ).getRows();
  t.deepEqual(row, [0]);
  instance.closeSync();
});

test('syntax trees come in the order of the queries, whatever their number, with none for what cannot be written', async t => {
  const queries = Array.from({ length: 250 }, (_, index) => `select ${index} as n`);
  const trees = await withShadow(reader => reader.syntaxTrees([...queries, 'pivot t on a using sum(b)']));
  t.is(trees.length, 251);
  t.is(trees[250], undefined);
  const value = (index: number) =>
    (trees[index] as { select_list: { value: { value: number } }[] }).select_list[0]!.value.value;
  t.deepEqual([value(0), value(100), value(249)], [0, 100, 249]);
});

test('places in a syntax tree are counted in UTF-16 units', async t => {
  const [tree] = await withShadow(reader => reader.syntaxTrees(["select 'ä😀', user_id from users"]));
  const list = (tree as unknown as { select_list: { query_location: number }[] }).select_list;
  t.is(list[1]!.query_location, "select 'ä😀', ".length);
});
