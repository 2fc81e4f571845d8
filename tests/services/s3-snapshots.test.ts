import { succeeded } from '../helpers/cli-result.ts';
import { connectDuckDb } from '../helpers/duckdb-connection.ts';
import { lakeLeftovers } from '../helpers/lake-leftovers.ts';
import { currentTable, dataFiles, pointerSql, rowsOf } from '../helpers/lake-reader.ts';
import { jsonLines, tinyFiles, tinyProject } from '../helpers/tiny-project.ts';
import { onS3 } from './s3-project.ts';
import { s3SerialTest } from './s3-service.ts';

const config = tinyFiles['sparkify.config.ts'].replace(
  'dev: duckdb({ lake: "target/lake" })',
  "prod: duckdb({ lake: process.env.SPARKIFY_LAKE ?? 'target/lake' })",
);

s3SerialTest(
  'a snapshot on S3 goes on with its objects, and writes the partitions that change only',
  async t => {
    const tiny = tinyProject(t, {
      'sparkify.config.ts': config,
      'snapshots/history.sql': `{% snapshot history %}
{{ config(strategy='check', check_cols=['amount'], unique_key='id', hard_deletes='invalidate', partition_by='user_name') }}
select id, user_name, amount from {{ ref('stg_events') }}
{% endsnapshot %}
`,
    });
    const project = await onS3(tiny);
    const connection = await connectDuckDb(t);
    const files = () => dataFiles(connection, project.lake, currentTable(project.lake, 'history'));
    await succeeded(t, project.sparkify('build'));
    const before = await files();
    const again = await succeeded(t, project.sparkify('build'));
    t.regex(again, /snapshot history \.+ \[3 rows, unchanged/);

    project.write({
      'data/events/2.json': jsonLines([{ id: 3, user: 'Ada', amount: 9, paid_at: '2026-01-03T10:00:00Z' }]),
    });
    await succeeded(t, project.sparkify('build'));
    const after = await files();
    t.deepEqual(
      after.filter(file => before.includes(file)).map(file => /user_name=\w+/.exec(file)![0]),
      ['user_name=Bo'],
    );
    const rows = `SELECT id, amount, dbt_valid_to IS NULL FROM (${await pointerSql(connection, project.lake, currentTable(project.lake, 'history'))}) ORDER BY id, dbt_valid_from`;
    t.deepEqual(await rowsOf(connection, rows), [
      [1, 1.5, true],
      [2, 2, true],
      [3, 3.25, false],
      [3, 9, true],
    ]);
    t.deepEqual(await lakeLeftovers(connection, project.lake), []);
  },
);
