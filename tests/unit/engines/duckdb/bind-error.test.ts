import test from 'ava';
import fc from 'fast-check';
import { withShadow } from '../../../helpers/shadow.ts';

interface Expected {
  readonly code: string;
  readonly message?: string;
  readonly hint?: string | undefined;
  /** The text that is underlined. */
  readonly marks?: string | undefined;
}

async function fail(sql: string) {
  const found = await withShadow(async reader => {
    await reader.createTables([
      {
        relation: { schema: 'main', name: 'users' },
        columns: [
          { name: 'user_id', type: 'BIGINT' },
          { name: 'level', type: 'VARCHAR' },
          { name: 's', type: 'STRUCT(city VARCHAR)' },
        ],
      },
      { relation: { schema: 'raw', name: 'events' }, columns: [{ name: 'user_id', type: 'BIGINT' }] },
    ]);
    return reader.describe(sql);
  });
  if (found.ok) throw new Error(`It binds: ${sql}`);
  const { offset, length } = found;
  return { ...found, marks: offset === undefined ? undefined : sql.slice(offset, offset + (length ?? 0)) };
}

const explains = test.macro({
  title: (_, sql: string) => `the error in: ${sql.replaceAll(/\s+/g, ' ')}`,
  async exec(t, sql: string, expected: Expected) {
    t.like(await fail(sql), expected);
  },
});

test(explains, 'select user_idd from main.users', {
  code: 'unknown-column',
  message: 'There is no column "user_idd" here.',
  hint: 'Did you mean "user_id"?',
  marks: 'user_idd',
});
test(explains, 'select u.levell from main.users u', {
  code: 'unknown-column',
  message: 'Table "u" does not have a column named "levell".',
  hint: 'Did you mean "level"?',
  marks: 'u.levell',
});
test(explains, 'select "User Id" from main.users', { code: 'unknown-column', marks: '"User Id"' });
test(explains, 'select s.cty from main.users', {
  code: 'unknown-column',
  hint: 'Did you mean "city"?',
  marks: 'cty',
});
test(explains, 'select * exclude (nope) from main.users', { code: 'unknown-column', marks: 'nope' });
test(explains, 'select user_id from main.users u, raw.events e', {
  code: 'ambiguous-column',
  message: 'Ambiguous reference to column name "user_id".',
  hint: 'Write "u.user_id" or "e.user_id".',
  marks: 'user_id',
});
test(explains, 'select lenght(level) from main.users', {
  code: 'unknown-function',
  message: 'There is no function "lenght".',
  hint: 'Did you mean "length"?',
  marks: 'lenght',
});
test(explains, 'select foo(level) from main.users', { code: 'unknown-function', hint: undefined });
test(explains, 'select * from main.userss', {
  code: 'unknown-relation',
  message: 'There is no table "userss".',
  hint: 'Did you mean "users"?',
  marks: 'main.userss',
});
test(explains, 'select * from nowhere.users', {
  code: 'unknown-relation',
  message: 'There is no table "nowhere.users".',
});
test(explains, 'select z.level from main.users u', { code: 'unknown-relation', marks: 'z' });
test(explains, 'select sum(level) from main.users', {
  code: 'type-clash',
  message: 'No form of sum takes these types: sum(VARCHAR).',
  hint: 'Cast one of its arguments with ::TYPE.',
  marks: 'sum',
});
test(explains, "select date_trunc('month', level) from main.users", {
  code: 'type-clash',
  message: 'No form of date_trunc takes these types: date_trunc(VARCHAR, VARCHAR).',
});
test(explains, 'select coalesce(user_id, [1]) from main.users', { code: 'type-clash', marks: undefined });
test(explains, 'select level from main.users group by user_id', {
  code: 'bad-sql',
  message: 'Column "level" must appear in the GROUP BY clause or must be part of an aggregate function.',
  marks: 'level',
});
test(explains, 'selec 1', { code: 'bad-sql', message: 'Syntax error at or near "selec".', marks: 'selec' });
test(explains, 'select level from', { code: 'bad-sql', message: 'Syntax error at end of input.' });
test(explains, "select cast('1' as intt)", { code: 'bad-sql', hint: 'Did you mean "int"?', marks: 'intt' });
test(explains, "select * from read_json('/nowhere/*.json')", {
  code: 'bad-sql',
  hint: 'Declare files as a source and read them with source().',
});

test('hints of functions list their forms when there are few', async t => {
  const { hint } = await fail("select date_trunc('month', level) from main.users");
  t.regex(hint!, /date_trunc\(VARCHAR, DATE\), date_trunc\(VARCHAR, INTERVAL\)/);
});

test('a place is exact whatever stands before it: long lines, tabs, letters of several bytes', async t => {
  const before = fc.array(fc.constantFrom('a', 'é', '😀', '日本', '\t', '\n', ' ', '-', 'x'.repeat(300)), {
    maxLength: 8,
  });
  await fc.assert(
    fc.asyncProperty(before, async parts => {
      const literal = `'${parts.join('')}'`;
      const sql = `select ${literal} as a,${parts.includes('\n') ? '\n\t' : ' '}user_idd from main.users`;
      const { offset, marks } = await fail(sql);
      t.is(offset, sql.indexOf('user_idd'));
      t.is(marks, 'user_idd');
    }),
    { numRuns: 15 },
  );
});
