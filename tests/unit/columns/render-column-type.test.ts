import test from 'ava';
import fc from 'fast-check';
import { keywords } from '../../../src/columns/keywords.ts';
import { renderColumnType } from '../../../src/columns/render-column-type.ts';
import { columnTypes } from '../../helpers/column-types.ts';
import { connectDuckDb, typeOf } from '../../helpers/duckdb-connection.ts';

test('every type is printed as DuckDB describes it', async t => {
  const connection = await connectDuckDb(t);
  await fc.assert(
    fc.asyncProperty(columnTypes, async type => {
      const text = renderColumnType(type);
      t.is(await typeOf(connection, `SELECT CAST(NULL AS ${text})`), text);
    }),
    { numRuns: 200 },
  );
  t.pass();
});

test('the keywords are those of this DuckDB', async t => {
  const connection = await connectDuckDb(t);
  const reader = await connection.runAndReadAll(
    'SELECT DISTINCT keyword_name FROM duckdb_keywords() ORDER BY ALL',
  );
  t.deepEqual(
    [...keywords].sort(),
    reader
      .getRowsJson()
      .map(([name]) => String(name))
      .sort(),
  );
});

test('a field is quoted only where its name needs it', t => {
  const integer = { kind: 'scalar', name: 'INTEGER' } as const;
  const fields = ['level', 'Year', 'a b', 'say "hi"'].map(name => ({ name, type: integer }));
  t.is(
    renderColumnType({ kind: 'struct', fields }),
    'STRUCT("level" INTEGER, "Year" INTEGER, "a b" INTEGER, "say ""hi""" INTEGER)',
  );
  t.is(
    renderColumnType({ kind: 'struct', fields: [{ name: 'user_id', type: integer }] }),
    'STRUCT(user_id INTEGER)',
  );
});
