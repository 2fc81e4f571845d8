import { failed, succeeded } from '../helpers/cli-result.ts';
import { currentRelease } from '../helpers/lake-reader.ts';
import { tinyProject } from '../helpers/tiny-project.ts';
import { onS3 } from './s3-project.ts';
import { s3Test } from './s3-service.ts';

const config = `import { defineConfig, duckdb } from 'sparkify';

export default defineConfig({
  name: 'tiny',
  targets: { prod: duckdb({ lake: process.env.SPARKIFY_LAKE }) },
  defaultTarget: 'prod',
});
`;
const contract = (columns: readonly string[]) =>
  `models:\n  - name: payments\n    config: { contract: { enforced: true } }\n    columns:\n${columns
    .map(column => `      - ${column}\n`)
    .join('')}`;
const select = (columns: string) =>
  `{{ config(materialized='table') }}\nselect ${columns} from {{ ref('stg_events') }}\n`;
const [id, amount] = ['{ name: id, data_type: INTEGER }', '{ name: amount, data_type: DOUBLE }'];

s3Test('a contract that breaks readers of a lake on S3 stops build, which asks the lake', async t => {
  const project = await onS3(
    tinyProject(t, {
      'sparkify.config.ts': config,
      'models/payments.sql': select('id, amount'),
      'models/payments.yml': contract([id, amount]),
    }),
  );
  await succeeded(t, project.sparkify('build', '-q'));
  const { release } = currentRelease(project.lake)!;
  project.write({
    'models/payments.sql': select('cast(id as smallint) as id'),
    'models/payments.yml': contract([id.replace('INTEGER', 'SMALLINT')]),
  });
  // It needs no network, and so does not know.
  await succeeded(t, project.sparkify('check', '-q'));
  const output = await failed(t, project.sparkify('build'), 2);
  t.regex(
    output,
    /models\/payments\.yml:5:17 {2}error {2}breaking-change\n {2}payments\.id is published as INTEGER; SMALLINT cannot hold all that it may be\./,
  );
  t.regex(output, /The published payments has the column "amount", which its contract has no more\./);
  t.is(currentRelease(project.lake)!.release, release);

  const allowed = await project.sparkify('build', '--allow-breaking-changes');
  t.is(allowed.exitCode, 0, allowed.output);
  t.regex(allowed.output, /warn {2}breaking-change/);
  const columns = currentRelease(project.lake)!.tables.find(({ name }) => name === 'payments')!.columns;
  t.deepEqual(
    columns.map(({ name, type }) => `${name} ${type}`),
    ['id SMALLINT'],
  );
});

s3Test('small files of a lake on S3 are told by check, as the last run has counted them', async t => {
  const project = await onS3(
    tinyProject(t, {
      'sparkify.config.ts': config,
      'models/scattered.sql': `{{ config(materialized='external', partition_by='part') }}
select range as id, range as part from range(101)
`,
    }),
  );
  t.notRegex((await project.sparkify('check')).output, /small-files/);
  await succeeded(t, project.sparkify('build', '-q'));
  const { output } = await project.sparkify('check');
  t.regex(output, /models\/scattered\.sql:1:\d+ {2}warn {2}small-files/);
  t.regex(output, /scattered was published as 101 files, half of them of \d{3} bytes or less\./);
  project.write({ 'target/catalog.json': '{"half": ' });
  t.notRegex((await project.sparkify('check')).output, /small-files|catalog/);
});
