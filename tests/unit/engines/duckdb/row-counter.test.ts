import test, { type ExecutionContext } from 'ava';
import type { Column } from '../../../../src/columns/column.ts';
import type { ConnectionPool } from '../../../../src/engines/duckdb/connection-pool.ts';
import { KeysFiles } from '../../../../src/engines/duckdb/keys-file.ts';
import { RowCounter } from '../../../../src/engines/duckdb/row-counter.ts';
import { strictReadSql } from '../../../../src/engines/duckdb/strict-read-sql.ts';
import { withPool } from '../../../helpers/duckdb-pool.ts';
import { sourceFile } from '../../../helpers/source-files.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

const columns: readonly Column[] = [
  { name: 'id', type: 'BIGINT' },
  { name: 'name', type: 'VARCHAR' },
];

/** Files with as many records as these numbers say. */
function write(t: ExecutionContext, counts: readonly number[]): readonly string[] {
  const folder = temporaryFolder(t);
  return counts.map((count, index) => {
    const records = Array.from({ length: count }, (_, id) => `{"id":${id},"name":"n${id % 3}"}\n`);
    return sourceFile(folder, `${index}.json`, records.join('')).path;
  });
}

/** Binds `source` to files and tells how many rows of each a query read. */
async function reading(
  pool: ConnectionPool,
  counter: RowCounter,
  files: readonly string[],
  keysFile?: string,
) {
  const { countSql, rows } = await counter.begin(files, columns);
  const sql = strictReadSql({ files, columns, emptyRecords: 'raise', keysFile, countSql });
  await pool.run(`CREATE OR REPLACE VIEW source AS ${sql}`);
  return async (query: string) => {
    await pool.query(query);
    const read = rows();
    return read && files.map(file => read.get(file));
  };
}

const queries = {
  'all of it': 'SELECT * FROM source',
  'no column': 'SELECT count(*) FROM source',
  'a filter that nothing passes': `SELECT max(id) FROM source WHERE name = 'nobody'`,
  'a filter on what is always true': 'SELECT name FROM source WHERE id >= 0',
  'the source twice': 'SELECT count(*) FROM source AS a JOIN source AS b USING (id)',
  'a CTE that is read twice':
    'WITH c AS (SELECT * FROM source) SELECT count(*) FROM c AS a JOIN c AS b USING (id)',
  'groups in order': 'SELECT name, count(*) FROM source GROUP BY name ORDER BY name LIMIT 1',
};

for (const [what, query] of Object.entries(queries)) {
  test(`the rows of each file are counted by a query for ${what}`, async t => {
    const counts = [5000, 0, 1, ...Array.from({ length: 100 }, () => 1), 2048];
    const files = write(t, counts);
    await withPool(async pool => {
      const counter = new RowCounter(pool);
      const rowsAfter = await reading(pool, counter, files);
      t.deepEqual(await rowsAfter(query), counts);
    });
  });
}

test('the sample file that tells the keys is counted to nobody', async t => {
  const keysFiles = new KeysFiles();
  t.teardown(() => keysFiles.remove());
  const files = write(t, [3, 4]);
  await withPool(async pool => {
    const rowsAfter = await reading(pool, new RowCounter(pool), files, keysFiles.of(columns));
    t.deepEqual(await rowsAfter('SELECT * FROM source'), [3, 4]);
  });
});

test('a reading that is bound anew begins anew, and one that nobody made tells nothing', async t => {
  const files = write(t, [3, 4]);
  await withPool(async pool => {
    const counter = new RowCounter(pool);
    t.deepEqual(await (await reading(pool, counter, files))('SELECT * FROM source'), [3, 4]);
    t.is(await (await reading(pool, counter, files))('SELECT 1'), undefined);
  });
});

test('where a column of the source is called file_index, its own values are read and nothing is counted', async t => {
  const folder = temporaryFolder(t);
  const { path } = sourceFile(folder, '0.json', '{"file_index":7}');
  const own: readonly Column[] = [{ name: 'file_index', type: 'BIGINT' }];
  await withPool(async pool => {
    const { countSql, rows } = await new RowCounter(pool).begin([path], own);
    const sql = strictReadSql({
      files: [path],
      columns: own,
      emptyRecords: 'raise',
      keysFile: undefined,
      countSql,
    });
    t.deepEqual((await pool.query(sql)).rows, [['7']]);
    t.is(rows(), undefined);
  });
});
