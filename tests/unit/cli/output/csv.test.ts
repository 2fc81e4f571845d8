import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import test from 'ava';
import fc from 'fast-check';
import { renderCsv } from '../../../../src/cli/output/csv.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

const columns = [
  { name: 'title', type: 'VARCHAR' },
  { name: 'year', type: 'INTEGER' },
];

test('fields with a comma, a quote or a line end are quoted, and quotes are doubled', t => {
  const rows = [
    ['plain', 1],
    ['a, b', 2],
    ['say "so"', 3],
    ['two\nlines', 4],
  ];
  t.is(renderCsv({ columns, rows }), 'title,year\nplain,1\n"a, b",2\n"say ""so""",3\n"two\nlines",4\n');
});

test('NULL is nothing at all and an empty text is a pair of quotes', t => {
  t.is(
    renderCsv({
      columns,
      rows: [
        [null, null],
        ['', 0],
      ],
    }),
    'title,year\n,\n"",0\n',
  );
});

test('nested values are written as JSON', t => {
  const table = { columns: [{ name: 'tags', type: 'VARCHAR[]' }], rows: [[['a', 'b']]] };
  t.is(renderCsv(table), 'tags\n"[""a"",""b""]"\n');
});

test('DuckDB reads back every text that was written', async t => {
  const folder = temporaryFolder(t);
  const connection = await (await DuckDBInstance.create()).connect();
  const file = join(folder, 'rows.csv');
  // Without carriage returns: DuckDB takes a line end of its own choice for the whole file.
  const text = fc.string({ unit: fc.constantFrom('a', ' ', ',', '"', '\n', 'é', '😀', "'", '\\', '\t') });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.option(text), text), { minLength: 1, maxLength: 5 }),
      async rows => {
        const table = {
          columns: [
            { name: 'a', type: 'VARCHAR' },
            { name: 'b', type: 'VARCHAR' },
          ],
          rows,
        };
        writeFileSync(file, renderCsv(table));
        const options = `header=true, delim=',', quote='"', escape='"', auto_detect=false, columns={a: 'VARCHAR', b: 'VARCHAR'}, allow_quoted_nulls=false`;
        const reader = await connection.runAndReadAll(`select * from read_csv('${file}', ${options})`);
        t.deepEqual(reader.getRowsJson(), rows);
      },
    ),
    { numRuns: 50 },
  );
  connection.closeSync();
});
