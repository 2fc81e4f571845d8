import { gzipSync } from 'node:zlib';
import test, { type ExecutionContext } from 'ava';
import type { Column } from '../../../../src/columns/column.ts';
import { misfitFilesSql } from '../../../../src/engines/duckdb/checked-records-sql.ts';
import { KeysFiles } from '../../../../src/engines/duckdb/keys-file.ts';
import { parseSourceReadError } from '../../../../src/engines/duckdb/source-read-error.ts';
import { strictReadSql } from '../../../../src/engines/duckdb/strict-read-sql.ts';
import { anyUndeclaredKeySql } from '../../../../src/engines/duckdb/undeclared-keys-sql.ts';
import type { FileNames } from '../../../../src/engines/session.ts';
import { withPool } from '../../../helpers/duckdb-pool.ts';
import { sourceFile } from '../../../helpers/source-files.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

const columns: readonly Column[] = [
  { name: 'id', type: 'BIGINT' },
  { name: 'name', type: 'VARCHAR' },
];

interface Reading {
  readonly columns?: readonly Column[];
  readonly emptyRecords?: 'pass' | 'raise';
  /** Whether the read fails at a key that is not declared. */
  readonly raisesKeys?: boolean;
  /** The column that tells the file, and what each file is called. */
  readonly fileNames?: FileNames;
  /** The query, over `{source}`. */
  readonly query?: string;
}

/** Writes each content to a file of its own and reads them all through a view. */
async function read(t: ExecutionContext, contents: readonly (string | Uint8Array)[], reading: Reading = {}) {
  const folder = temporaryFolder(t);
  const files = contents.map((content, index) => {
    return sourceFile(folder, `${index}.json${typeof content === 'string' ? '' : '.gz'}`, content).path;
  });
  const declared = reading.columns ?? columns;
  const keysFiles = new KeysFiles();
  t.teardown(() => keysFiles.remove());
  const sql = strictReadSql({
    files,
    columns: declared,
    emptyRecords: reading.emptyRecords ?? 'pass',
    keysFile: reading.raisesKeys === true ? keysFiles.of(declared) : undefined,
    fileNames: reading.fileNames,
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

const goodFiles = [
  '{"id":1,"name":"a"}\n{"id":2,"name":"b"}',
  '{"id":3,"name":"c"}\r\n\r\n{"id":4,"name":"d"}\r\n',
  '\n\n{\n  "id": 5,\n  "name": "e"\n}\n{\n  "id": 6,\n  "name": "f"\n}\n',
  '[{"id":7,"name":"g"},\n{"id":8,"name":"h"}]',
  '{"id":9,"name":"i"}{"id":10,"name":"j"}',
  '\ufeff{"id":11,"name":"k"}',
  '',
  gzipSync('{"id":12,"name":"l"}\n'),
];

for (const raisesKeys of [false, true]) {
  const also = raisesKeys ? ', looking for undeclared keys, too' : '';
  test(`every form of good file is read: lines, CRLF, blank lines, pretty-printed, arrays, several on a line, gzip${also}`, async t => {
    const rows = await read(t, goodFiles, { emptyRecords: raisesKeys ? 'raise' : 'pass', raisesKeys });
    t.deepEqual(
      rows,
      [...'abcdefghijkl'].map((name, index) => [String(index + 1), name]),
    );
  });
}

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
  });
  t.deepEqual(rows, [names.map((_, index) => index)]);
});

test('a key that differs in case is another key', async t => {
  t.deepEqual(await read(t, ['{"ID":7,"id":1,"name":"a"}']), [['1', 'a']]);
});

for (const [what, record] of [
  ['a fraction', '{"id":2.5}'],
  ['a boolean', '{"id":true}'],
  ['a number out of range', '{"id":9223372036854775808}'],
  ['an empty string', '{"id":""}'],
  ['a number in quotes', '{"id":"5"}'],
  ['an object', '{"id":{}}'],
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
  ['a declared key twice', '{"id":1}\n{"id":1,"id":1}\n'],
  ['a number for a record', '{"id":1}\n5\n{"id":3}\n'],
  ['an array for a record', '{"id":1}\n[1]\n[2]\n'],
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

test('a source of one column takes objects only, too', async t => {
  for (const content of ['5', '[1,2]', '"a"']) {
    t.is(await problem(t, [content], { columns: [columns[0]!] }), 'malformed in 0.json', content);
  }
});

test('a record of nothing is told from an object without the declared keys by whoever reads it again', async t => {
  const raise = { emptyRecords: 'raise' } as const;
  t.is(await problem(t, ['{"id":1}\nnull\n'], raise), 'empty-record in 0.json');
  t.is(await problem(t, ['{"id":1}\n{}\n'], raise), 'empty-record in 0.json');
  t.is((await read(t, ['{"id":1}\n{"name":"b"}\n'], raise)).length, 2);
});

const raise = { emptyRecords: 'raise', raisesKeys: true } as const;

for (const [what, record] of [
  ['a scalar', '{"id":1,"name":"a","other":5}'],
  ['null', '{"id":1,"name":"a","other":null}'],
  ['an object', '{"other":{"id":1},"id":1,"name":"a"}'],
  ['one that differs in case', '{"id":1,"name":"a","ID":5}'],
  ['an empty name', '{"id":1,"":5}'],
] as const) {
  test(`a record with an undeclared key stops a read that looks for them: ${what}`, async t => {
    const contents = ['{"id":1,"name":"a"}\n', `{"id":2,"name":"b"}\n${record}\n`];
    t.is(await problem(t, contents, raise), 'undeclared-key in 1.json');
    for (const query of [
      'SELECT count(*) FROM source',
      'SELECT name FROM source',
      'SELECT 1 FROM source WHERE id = 1',
    ])
      t.is(await problem(t, contents, { ...raise, query }), 'undeclared-key in 1.json', query);
  });
}

test('a read that looks for undeclared keys gives the same rows and types of every kind', async t => {
  const declared = [
    'VARCHAR',
    'JSON',
    'BIGINT',
    'DOUBLE',
    'BOOLEAN',
    'TIMESTAMP',
    'DATE',
    'DECIMAL(9,2)',
    'UUID',
    'text',
  ].map((type, index) => ({ name: `c${index}`, type }));
  const contents = [
    '{"c0":"2026-01-01","c1":[1,{"x":2}],"c2":1,"c3":1.5e3,"c4":true,"c5":"2026-01-01T00:00:00Z","c6":"2026-01-01","c7":1.25,"c8":"00000000-0000-0000-0000-000000000001","c9":"a \\"quote\\""}',
    '{"c0":5,"c1":"text"}\n{"c8":null,"c0":null,"c1":null,"c2":7}',
    '{"c1":null,"c0":"null"}\n{"c1":false}',
  ];
  const query = `SELECT *, ${declared.map(({ name }) => `typeof(${name})`).join(', ')} FROM source ORDER BY ALL`;
  const rows = await read(t, contents, { columns: declared, query });
  t.is(rows.length, 5);
  t.deepEqual(await read(t, contents, { columns: declared, query, ...raise }), rows);
});

test('bad, empty and malformed records stop a read that looks for undeclared keys as they stop every other', async t => {
  t.is(await problem(t, ['{"id":1}\n{"id":2.5}\n'], raise), 'bad-record in 0.json');
  t.is(await problem(t, ['{"id":1}\n{}\n'], raise), 'empty-record in 0.json');
  t.is(await problem(t, ['{"id":1}\n{"id":}\n'], raise), 'malformed in 0.json');
  t.is(await problem(t, ['{"id":1}\n{"id":1,"id":1}\n'], raise), 'malformed in 0.json');
  t.is(await problem(t, ['{"id":1}\n[1]\n'], raise), 'malformed in 0.json');
});

test('a read that looks for undeclared keys takes a source all of whose columns are read as JSON', async t => {
  t.deepEqual(await read(t, ['{"id":1}\n{"id":2}'], { columns: [columns[0]!], ...raise }), [['1'], ['2']]);
});

async function anyUndeclared(t: ExecutionContext, content: string, declared = columns): Promise<boolean> {
  const file = sourceFile(temporaryFolder(t), 'a.json', content).path;
  return withPool(async pool => (await pool.query(anyUndeclaredKeySql([file], declared))).rows.length > 0);
}

test('an undeclared key in the last record is found', async t => {
  const lines = Array.from({ length: 5000 }, (_, id) => JSON.stringify({ id, name: 'a' }));
  t.false(await anyUndeclared(t, lines.join('\n')));
  t.true(await anyUndeclared(t, [...lines, '{"id":1,"name":null,"new":1}'].join('\n')));
  t.true(await anyUndeclared(t, '{"ID":7,"id":1}'), 'one that differs in case');
});

test('keys in another order than declared, or missing, are not undeclared', async t => {
  t.false(await anyUndeclared(t, '{"name":"a","id":1}\n{"name":null,"id":2}\n{"name":"c"}\n{"id":null}\n{}'));
});

test('undeclared keys inside of nested values are found', async t => {
  const nested = [{ name: 's', type: 'STRUCT(a BIGINT, l STRUCT(b BIGINT)[])' }];
  t.false(await anyUndeclared(t, '{"s":{"a":1,"l":[{"b":2}]}}\n{"s":null}\n{}', nested));
  t.true(await anyUndeclared(t, '{"s":{"a":1,"x":1}}', nested));
  t.true(await anyUndeclared(t, '{"s":{"l":[{"b":2},{"c":1}]}}', nested));
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
  const sql = strictReadSql({ files: [file], columns, emptyRecords: 'raise', keysFile: undefined });
  t.deepEqual((await withPool(pool => pool.query(sql))).rows, [['1', null]]);
});

test('a column tells the file of each row, whatever its form, and no check is lost where nothing else is read', async t => {
  const names = goodFiles.map((_, index) => `it's file ${index}`);
  for (const raisesKeys of [false, true]) {
    const how = { emptyRecords: raisesKeys ? 'raise' : 'pass', raisesKeys } as const;
    const rows = await read(t, goodFiles, {
      ...how,
      fileNames: { column: 'from file', names },
      query: 'SELECT id, "from file" FROM source ORDER BY id',
    });
    // By the ids in `goodFiles`.
    const files = [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7];
    t.deepEqual(
      rows,
      files.map((file, index) => [String(index + 1), `it's file ${file}`]),
    );
    const bad = ['{"id":1,"name":"a"}\n{"id":"x","name":"b"}\n'];
    const query = 'SELECT DISTINCT file FROM source';
    const fileNames = { column: 'file', names: ['a'] };
    t.is(await problem(t, bad, { ...how, fileNames, query }), 'bad-record in 0.json');
  }
  t.deepEqual(await read(t, [], { fileNames: { column: 'file', names: [] } }), []);
});
