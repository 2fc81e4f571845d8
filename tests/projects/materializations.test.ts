import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { quotedString } from '@duckdb/node-api';
import test from 'ava';
import { succeeded } from '../helpers/cli-result.ts';
import { connectDuckDb } from '../helpers/duckdb-connection.ts';
import { currentRelease, currentTable, dataFiles, pointerSql, rowsOf } from '../helpers/lake-reader.ts';
import { musicProject } from '../helpers/music-project.ts';
import { tinyProject } from '../helpers/tiny-project.ts';

const random = `select id, random() as chance from {{ ref('stg_plays') }}\n`;
const copyOf = (name: string) => `{{ config(materialized='table') }}\nselect * from {{ ref('${name}') }}\n`;

test.serial('a view or ephemeral model with several readers is computed once in a run', async t => {
  const project = musicProject(t, {
    'models/chance_view.sql': `{{ config(materialized='view') }}\n${random}`,
    'models/chance_ephemeral.sql': `{{ config(materialized='ephemeral') }}\n${random}`,
    'models/view_one.sql': copyOf('chance_view'),
    'models/view_two.sql': copyOf('chance_view'),
    'models/ephemeral_one.sql': copyOf('chance_ephemeral'),
    'models/ephemeral_two.sql': copyOf('chance_ephemeral'),
  });
  await succeeded(t, project.sparkify('build'));
  const connection = await connectDuckDb(t);
  for (const name of ['view', 'ephemeral']) {
    const one = await pointerSql(connection, project.lake, currentTable(project.lake, `${name}_one`));
    const two = await pointerSql(connection, project.lake, currentTable(project.lake, `${name}_two`));
    const rows = await rowsOf(connection, `${one} ORDER BY id`);
    t.is(rows.length, 5);
    t.deepEqual(rows, await rowsOf(connection, `${two} ORDER BY id`), name);
  }
});

test.serial('views, ephemeral models and what says published: false are not in the lake', async t => {
  const project = musicProject(t, {
    'models/marts/hidden.sql': `{{ config(materialized='external', published=false) }}\nselect 1 as n\n`,
  });
  await succeeded(t, project.sparkify('build'));
  const names = currentRelease(project.lake)!.tables.map(({ name }) => name);
  t.deepEqual(names, ['charts', 'levels', 'listeners', 'plays']);
  const folders = readdirSync(project.lake).sort();
  t.deepEqual(folders, ['_sparkify', 'charts', 'files', 'levels', 'listeners', 'plays']);
});

test.serial('external models are written as CSV or JSON, compressed if asked, and read back', async t => {
  const external = (config: string) =>
    `{{ config(materialized='external', ${config}) }}\nselect id, song, seconds, month from {{ ref('stg_plays') }}\n`;
  const project = musicProject(t, {
    'models/as_csv.sql': external(`format='csv', sort_by='id'`),
    'models/as_json.sql': external(`format='json', compression='gzip', sort_by=['month', 'id']`),
    'models/parted_csv.sql': external(`format='csv', partition_by='month', compression='gzip'`),
    'models/reader.sql': `{{ config(materialized='table') }}
select a.id, a.song, b.seconds, c.month
from {{ ref('as_csv') }} as a join {{ ref('as_json') }} as b using (id) join {{ ref('parted_csv') }} as c using (id)\n`,
  });
  await succeeded(t, project.sparkify('build', '--exclude', 'reader'));
  t.deepEqual(readFileSync(join(project.lake, 'as_csv/part-0.csv'), 'utf8').split('\n').slice(0, 3), [
    'id,song,seconds,month',
    '1,Paper Boats,200,2026-01',
    '2,Low Tide,20,2026-01',
  ]);
  const json = gunzipSync(readFileSync(join(project.lake, 'as_json/part-0.json.gz'))).toString();
  t.deepEqual(
    json
      .trimEnd()
      .split('\n')
      .map(line => (JSON.parse(line) as { id: number }).id),
    [1, 2, 3, 4, 5],
  );
  const february = readFileSync(join(project.lake, 'parted_csv/month=2026-02/part-0.csv.gz'));
  t.is(gunzipSync(february).toString().split('\n')[0], 'id,song,seconds');

  // In a process of its own, so that the parents are read from the release.
  await succeeded(t, project.sparkify('run', '--select', 'reader'));
  const connection = await connectDuckDb(t);
  const sql = await pointerSql(connection, project.lake, currentTable(project.lake, 'reader'));
  t.deepEqual((await rowsOf(connection, `${sql} ORDER BY id`)).at(0), ['1', 'Paper Boats', 200, '2026-01']);
  t.is((await rowsOf(connection, sql)).length, 5);
});

test.serial('sort_by and compression decide how Parquet is written', async t => {
  const project = musicProject(t, {
    'models/sorted.sql': `{{ config(materialized='external', sort_by=['seconds'], compression='zstd') }}
select * from {{ ref('stg_plays') }}\n`,
  });
  await succeeded(t, project.sparkify('build', '--select', '+sorted'));
  const connection = await connectDuckDb(t);
  const [file] = await dataFiles(connection, project.lake, currentTable(project.lake, 'sorted'));
  const parquet = quotedString(join(project.lake, file!));
  const seconds = await rowsOf(
    connection,
    `SELECT seconds FROM read_parquet(${parquet}, file_row_number = true) ORDER BY file_row_number`,
  );
  t.deepEqual(seconds.flat(), [20, 180, 190, 200, 210]);
  const metadata = `SELECT DISTINCT compression FROM parquet_metadata(${parquet})`;
  t.deepEqual(await rowsOf(connection, metadata), [['ZSTD']]);
});

test('a table is partitioned by a moment or a decimal, and read by it', async t => {
  const project = tinyProject(t, {
    ...{ 'models/payments.sql': undefined, 'models/payments.yml': undefined },
    'models/parted.sql': `{{ config(materialized='external', partition_by=['paid', 'price']) }}
select cast(paid_at as timestamptz) as paid, cast(amount as decimal(9,2)) as price, id from {{ ref('stg_events') }}
`,
    'models/again.sql': `{{ config(materialized='table') }} select paid, price, id from {{ ref('parted') }} where price > 1.75`,
  });
  await succeeded(t, project.sparkify('build', '--select', 'parted'));
  await succeeded(t, project.sparkify('build', '--select', 'again'));
  const sql = "select cast(paid as varchar) as paid, price, id from {{ ref('again') }} order by id";
  const shown = await succeeded(t, project.sparkify('show', '--inline', sql, '--output', 'csv'));
  t.is(shown, 'paid,price,id\n2026-01-02 10:00:00+00,2.00,2\n2026-01-03 10:00:00+00,3.25,3\n');
});
