import { gzipSync } from 'node:zlib';
import test, { type ExecutionContext } from 'ava';
import type { Column } from '../../../../src/columns/column.ts';
import { parseSourceReadError } from '../../../../src/engines/duckdb/source-read-error.ts';
import { misfitFilesSql, strictReadSql } from '../../../../src/engines/duckdb/strict-read-sql.ts';
import { withPool } from '../../../helpers/duckdb-pool.ts';
import { sourceFile } from '../../../helpers/source-files.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

const columns: readonly Column[] = [
  { name: 'id', type: 'BIGINT' },
  { name: 'name', type: 'VARCHAR' },
];

interface Reading {
  readonly columns?: readonly Column[];
  readonly undeclaredKeys?: 'pass' | 'raise';
  /** The query, over `{source}`. */
  readonly query?: string;
}

/** Writes each content to a file of its own and reads them all through a view. */
async function read(t: ExecutionContext, contents: readonly (string | Uint8Array)[], reading: Reading = {}) {
  const folder = temporaryFolder(t);
  const files = contents.map((content, index) => {
    return sourceFile(folder, `${index}.json${typeof content === 'string' ? '' : '.gz'}`, content).path;
  });
  const sql = strictReadSql({
    files,
    columns: reading.columns ?? columns,
    undeclaredKeys: reading.undeclaredKeys ?? 'pass',
  });
  return withPool(async pool => {
    await pool.run(`CREATE VIEW source AS ${sql}`);
    return (await pool.query(reading.query ?? 'SELECT * FROM source ORDER BY ALL')).rows;
  });
}

/** What kind of error the read ends with, and in which file. */
async function problem(t: ExecutionContext, contents: readonly string[], reading: Reading = {}) {
  const error = await t.throwsAsync(read(t, contents, reading));
  const found = parseSourceReadError(error!.message);
  return found && `${found.kind} in ${found.file?.split('/').at(-1)}`;
}

test('every form of good file is read: lines, CRLF, blank lines, pretty-printed, arrays, several on a line, gzip', async t => {
  const rows = await read(t, [
    '{"id":1,"name":"a"}\n{"id":2,"name":"b"}',
    '{"id":3,"name":"c"}\r\n\r\n{"id":4,"name":"d"}\r\n',
    '\n\n{\n  "id": 5,\n  "name": "e"\n}\n{\n  "id": 6,\n  "name": "f"\n}\n',
    '[{"id":7,"name":"g"},\n{"id":8,"name":"h"}]',
    '{"id":9,"name":"i"}{"id":10,"name":"j"}',
    '\ufeff{"id":11,"name":"k"}',
    '',
    gzipSync('{"id":12,"name":"l"}\n'),
  ]);
  t.deepEqual(
    rows,
    [...'abcdefghijkl'].map((name, index) => [String(index + 1), name]),
  );
});

test('a key that is missing or null is NULL, and an empty object is a record', async t => {
  t.deepEqual(await read(t, ['{"id":1}\n{"id":2,"name":null}\n{}']), [
    ['1', null],
    ['2', null],
    [null, null],
  ]);
});

test('no file gives no row, with the declared columns', async t => {
  t.deepEqual(await read(t, []), []);
});

test('keys with quotes, dots, slashes and other scripts are read', async t => {
  const names = [
    `it's`,
    'say "hi"',
    'a.b',
    'a/b',
    'a~b',
    'größe',
    '$x',
    'a b',
    'json',
    'ok',
    'keys',
    'v0',
    'filename',
  ];
  const record = Object.fromEntries(names.map((name, index) => [name, index]));
  const rows = await read(t, [JSON.stringify(record)], {
    columns: names.map(name => ({ name, type: 'INTEGER' })),
    undeclaredKeys: 'raise',
  });
  t.deepEqual(rows, [names.map((_, index) => index)]);
});

test('a key that differs in case is another key', async t => {
  t.deepEqual(await read(t, ['{"ID":7,"id":1,"name":"a"}']), [['1', 'a']]);
  t.is(await problem(t, ['{"ID":7,"id":1}'], { undeclaredKeys: 'raise' }), 'undeclared-key in 0.json');
});

for (const [what, record] of [
  ['a fraction', '{"id":2.5}'],
  ['a boolean', '{"id":true}'],
  ['a number out of range', '{"id":9223372036854775808}'],
  ['an empty string', '{"id":""}'],
  ['a number in quotes', '{"id":"5"}'],
  ['an object', '{"id":{}}'],
  ['a declared key twice', '{"id":1,"id":1}'],
  ['null for a record', 'null'],
  ['a number for a record', '5'],
  ['an array for a record', '[1]\n[2]'],
] as const) {
  test(`${what} is a bad record, named with its file`, async t => {
    t.is(
      await problem(t, ['{"id":1,"name":"a"}\n', `{"id":2,"name":"b"}\n${record}\n`]),
      'bad-record in 1.json',
    );
  });
}

for (const [what, content] of [
  ['malformed JSON', '{"id":1}\n{"id":}\n{"id":3}\n'],
  ['a truncated record', '{"id":1}\n{"id":'],
  ['a header line', 'id,name\n{"id":1}\n'],
  ['bytes that are no text', '{"id":1}\n{"name":"\\ud800"}\n'],
] as const) {
  test(`${what} stops the read, named with its file`, async t => {
    t.is(await problem(t, ['{"id":1}\n', content]), 'malformed in 1.json');
  });
}

test('no query escapes the checks: not count(*), another column, a filter, an aggregate, EXISTS', async t => {
  const content = ['{"id":1,"name":"a"}\n{"id":2.5,"name":"b"}\n'];
  for (const query of [
    'SELECT count(*) FROM source',
    'SELECT name FROM source',
    `SELECT * FROM source WHERE name = 'a'`,
    'SELECT * FROM source WHERE id = 1',
    'SELECT max(name) FROM source',
    'SELECT name, count(*) FROM source GROUP BY name',
    'SELECT 1 WHERE EXISTS (FROM source WHERE id = 7)',
    `SELECT a.name FROM source a JOIN source b USING (id) WHERE a.name = 'a'`,
  ]) {
    t.is(await problem(t, content, { query }), 'bad-record in 0.json', query);
  }
});

test('an undeclared key in the last record is found, when it is asked for', async t => {
  const lines = Array.from({ length: 5000 }, (_, id) => JSON.stringify({ id, name: 'a' }));
  const content = [...lines, '{"id":1,"name":null,"new":1}'].join('\n');
  t.is(await problem(t, [content], { undeclaredKeys: 'raise' }), 'undeclared-key in 0.json');
  t.deepEqual(await read(t, [content], { query: 'SELECT count(*) FROM source' }), [['5001']]);
});

test('keys in another order than declared, or missing, are not undeclared', async t => {
  const content = '{"name":"a","id":1}\n{"name":null,"id":2}\n{"name":"c"}\n{"id":null}\n{}';
  t.is((await read(t, [content], { undeclaredKeys: 'raise' })).length, 5);
});

test('undeclared keys inside of nested values are found', async t => {
  const nested = {
    columns: [{ name: 's', type: 'STRUCT(a BIGINT, l STRUCT(b BIGINT)[])' }],
    undeclaredKeys: 'raise',
  } as const;
  t.is((await read(t, ['{"s":{"a":1,"l":[{"b":2}]}}\n{"s":null}\n{}'], nested)).length, 3);
  t.is(await problem(t, ['{"s":{"a":1,"x":1}}'], nested), 'undeclared-key in 0.json');
  t.is(await problem(t, ['{"s":{"l":[{"b":2},{"c":1}]}}'], nested), 'undeclared-key in 0.json');
});

test('the files with records that do not fit are told apart in one query', async t => {
  const folder = temporaryFolder(t);
  const paths = ['{"id":1}', '{"id":2.5}\n{"id":"x"}', '{"id":3}', 'null', '{"id":4,"other":1}'].map(
    (content, index) => {
      return sourceFile(folder, `${index}.json`, content).path;
    },
  );
  const { rows } = await withPool(pool => pool.query(`${misfitFilesSql(paths, columns)} ORDER BY filename`));
  t.deepEqual(rows, [[paths[1]], [paths[3]]]);
});

test('a path that looks like a glob is the file of that name', async t => {
  const folder = temporaryFolder(t);
  const file = sourceFile(folder, `it's [a]*.json`, '{"id":1}').path;
  sourceFile(folder, `it's aX.json`, '{"id":2}');
  const sql = strictReadSql({ files: [file], columns, undeclaredKeys: 'raise' });
  t.deepEqual((await withPool(pool => pool.query(sql))).rows, [['1', null]]);
});
