import test from 'ava';
import * as fc from 'fast-check';
import { quoteIdentifier } from '../../../../src/columns/quote.ts';
import { openSession } from '../../../../src/engines/open-session.ts';
import type { Session } from '../../../../src/engines/session.ts';
import { buildConfig } from '../../../helpers/project-builder.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

/** Types with some values of each, NULL among them, from the least to the greatest. */
const types: Readonly<Record<string, readonly string[]>> = {
  TINYINT: ['null', '-128', '-1', '0', '127'],
  UBIGINT: ['null', '0', '9223372036854775807', '9223372036854775808', '18446744073709551615'],
  'DECIMAL(4,2)': ['null', '-99.99', '-0.01', '0', '99.99'],
  'DECIMAL(30,3)': ['null', '-1000000000000000000000.5', '0', '0.001', '1000000000000000000000.001'],
  DATE: ['null', "'-2000-01-01'", "'1969-12-31'", "'1970-01-01'", "'2026-01-01'"],
  TIMESTAMP: ['null', "'1969-12-31 23:59:59.999999'", "'1970-01-01'", "'2026-01-01 00:00:00.000001'"],
  TIMESTAMP_NS: ['null', "'2026-01-01 00:00:00.000000001'", "'2026-01-01 00:00:00.000000002'"],
  DOUBLE: ['null', '-1.5', "'-0.0'", '0.1', "'inf'", "'nan'"],
  VARCHAR: ['null', "''", "'a'", "'aa'", "'ä'"],
  BOOLEAN: ['null', 'false', 'true'],
};
/** A name that SQL could misread, and one that is a word of the proof's own query. */
const names = ['a "b", c', 'low'];

async function open(folder: string): Promise<Session> {
  return openSession(buildConfig({ projectDir: folder }));
}

test('what the footers of files prove is true of their rows', async t => {
  const folder = temporaryFolder(t);
  const session = await open(folder);
  t.teardown(() => session.close());
  let proved = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...Object.keys(types)).chain(type => {
        const value = fc.constantFrom(...types[type]!.map(text => `cast(${text} as ${type})`));
        const limit = fc.constantFrom(...types[type]!.slice(1));
        return fc.record({
          type: fc.constant(type),
          name: fc.constantFrom(...names),
          files: fc.array(fc.array(value, { maxLength: 3 }), { minLength: 1, maxLength: 3 }),
          limit: limit.map(text => `cast(${text} as ${type})`),
          operator: fc.constantFrom('>=', '<=', '>', '<'),
          lacking: fc.boolean(),
        });
      }),
      async ({ type, name, files, limit, operator, lacking }) => {
        const column = quoteIdentifier(name);
        const paths = files.map((_, index) => ({ path: `${folder}/${index}.parquet`, partition: [] }));
        for (const [index, values] of files.entries()) {
          const rows = [...values, 'null'].map(value => `(cast(${value} as ${type}))`).join(', ');
          const sql = `select ${column}, 1 as other from (values ${rows}) as v(${column}) limit ${values.length}`;
          // An older file may lack a column that came later; its rows have NULL then.
          const written = lacking && index === 0 ? `select other from (${sql})` : sql;
          await session.writeRows(written, paths[index]!.path);
        }
        const rows = files.flat().length;
        const claims = [
          { column: name, failing: undefined },
          { column: name, failing: `not (${column} ${operator} ${limit})` },
        ];
        const found = await session.prove({ files: paths, columns: [{ name, type }], rows }, claims);
        const list = paths.map(({ path }) => `'${path}'`).join(', ');
        const all = `read_parquet([${list}], union_by_name = true)`;
        for (const [index, failing] of [`${column} is null`, claims[1]!.failing!].entries()) {
          if (!found[index]) continue;
          proved++;
          const absent = lacking && files.length === 1;
          if (absent) return t.fail(`proved without a column: ${failing}`);
          const { rows: failures } = await session.query(`select count(*) from ${all} where ${failing}`);
          t.deepEqual(failures, [['0']], `${type} ${failing}`);
        }
        return undefined;
      },
    ),
    { numRuns: 200 },
  );
  // Mostly it is some 80 of them, by chance.
  t.true(proved > 25, String(proved));
});

test('numbers, dates and times within their limits are proved, and columns without NULL', async t => {
  const folder = temporaryFolder(t);
  const session = await open(folder);
  t.teardown(() => session.close());
  for (const [type, [, ...values]] of Object.entries(types)) {
    const path = `${folder}/one.parquet`;
    await session.writeRows(
      `select unnest([${values.map(value => `cast(${value} as ${type})`)}]) as c`,
      path,
    );
    const inside = `not (c >= cast(${values[0]} as ${type}))`;
    const claims = [
      { column: 'c', failing: undefined },
      { column: 'c', failing: inside },
    ];
    const files = [{ path, partition: [] }];
    const found = await session.prove({ files, columns: [{ name: 'c', type }], rows: values.length }, claims);
    const hasBounds = !['TIMESTAMP_NS', 'DOUBLE', 'VARCHAR', 'BOOLEAN'].includes(type);
    t.deepEqual(found, [true, hasBounds], type);
  }
});
