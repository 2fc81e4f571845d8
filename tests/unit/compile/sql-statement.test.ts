import { DuckDBInstance } from '@duckdb/node-api';
import test from 'ava';
import fc from 'fast-check';
import { readStatement, splitStatements } from '../../../src/compile/sql-statement.ts';

const pieces = [
  "';'",
  "'it''s;'",
  `";"`,
  "e'\\';'",
  '$$;$$',
  '$t$ $$ ; $t$',
  '/* ; */',
  '/* /* ; */ ; */',
  '-- ;\n',
  '1',
  ' ',
  '\n',
  ', 2',
  'note',
];

test('a semicolon inside of strings, names and comments ends nothing', t => {
  for (const piece of pieces) {
    const { text, second } = readStatement(`select ${piece} as x`);
    t.is(text, `select ${piece} as x`);
    t.is(second, undefined);
  }
});

test('a semicolon is blanked and what follows it is a second statement', t => {
  t.deepEqual(readStatement('select 1; select 2'), { text: 'select 1  select 2', second: 10, empty: false });
  t.deepEqual(readStatement('; select 1;'), { text: '  select 1 ', second: undefined, empty: false });
  t.deepEqual(readStatement('select 1; -- a\n/* b */'), {
    text: 'select 1  -- a\n/* b */',
    second: undefined,
    empty: false,
  });
});

test('comments alone are empty', t => {
  t.true(readStatement('-- a\n/* b */ ;').empty);
  t.true(readStatement('').empty);
  t.false(readStatement("''").empty);
});

test('DuckDB counts the same statements', async t => {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const values = fc.array(
    fc.constantFrom(
      "'a;'",
      "e'\\';'",
      '$$;$$',
      '$t$ $$ ; $t$',
      '";"',
      '/* ; */ 1',
      '/* /* ; */ ; */ 1',
      '-- ;\n1',
      "'it''s;'",
    ),
    { minLength: 1, maxLength: 4 },
  );
  const ends = fc.constantFrom('', ';', ';;', '; -- a', ' /* ; */ ;');
  const script = fc.tuple(values, ends, fc.option(values)).map(([first, end, second]) => {
    const statements = [first, second].flatMap(list => (list === null ? [] : `select ${list.join(', ')}`));
    return statements.join(';\n') + end;
  });
  const same = fc.asyncProperty(script, async text => {
    const { second } = readStatement(text);
    const extracted = await connection.extractStatements(text);
    return extracted.count === (second === undefined ? 1 : 2);
  });
  await t.notThrowsAsync(fc.assert(same, { numRuns: 100 }));
  connection.closeSync();
  instance.closeSync();
});

test('statements are taken apart where a semicolon ends one, each with the comments after it', t => {
  t.deepEqual(splitStatements("select ';' ; -- a; b\nselect $$;$$;;\n/* ; */;"), [
    "select ';'   -- a; b",
    'select $$;$$  \n/* ; */',
  ]);
  t.deepEqual(splitStatements('-- what comes next\ninsert into t values (1)'), [
    '-- what comes next\ninsert into t values (1)',
  ]);
  t.deepEqual(splitStatements(' ;; -- nothing'), []);
});
