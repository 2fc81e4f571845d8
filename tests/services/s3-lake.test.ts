import type { DuckDBConnection } from '@duckdb/node-api';
import { succeeded } from '../helpers/cli-result.ts';
import { connectDuckDb } from '../helpers/duckdb-connection.ts';
import { lakeLeftovers } from '../helpers/lake-leftovers.ts';
import { checksum, currentRelease, plainSql, pointerSql } from '../helpers/lake-reader.ts';
import { referenceProject } from '../helpers/reference-project.ts';
import { startFaultProxy } from './fault-proxy.ts';
import { s3Project, sampleOnS3 } from './s3-project.ts';
import { s3SerialTest, s3Service } from './s3-service.ts';

/** The rows of every table through the pointer, in a form that can be compared. */
async function checksums(connection: DuckDBConnection, lake: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const table of currentRelease(lake)!.tables) {
    found[table.name] = await checksum(connection, await pointerSql(connection, lake, table));
  }
  return found;
}

s3SerialTest('a lake on S3 holds the rows of a local one, its plain copy too, and nothing else', async t => {
  const connection = await connectDuckDb(t);
  const local = referenceProject(t);
  await succeeded(t, local.sparkify('build'));
  const project = await s3Project(t);
  await succeeded(t, project.sparkify('build'));
  const expected = await checksums(connection, local.lake);
  t.deepEqual(await checksums(connection, project.lake), expected);
  for (const table of currentRelease(project.lake)!.tables) {
    t.is(await checksum(connection, plainSql(project.lake, table)), expected[table.name]!);
  }
  t.deepEqual(await lakeLeftovers(connection, project.lake), []);
  t.deepEqual(project.read('target/manifest.json').match(/not-a-secret-of-anybody/), null);
});

s3SerialTest('sources on S3 are read in place, and give the same rows', async t => {
  const connection = await connectDuckDb(t);
  const project = await s3Project(t);
  await succeeded(t, project.sparkify('build'));
  const fromDisk = await checksums(connection, project.lake);
  const versions = () =>
    currentRelease(project.lake)!.tables.map(({ name, version }) => `${name} ${version}`);
  const before = versions();
  const vars = JSON.stringify({ source_root: await sampleOnS3() });
  await succeeded(t, project.sparkify('build', '--vars', vars));
  // What is published is only from which files they are.
  t.deepEqual(versions(), before);
  t.deepEqual(await checksums(connection, project.lake), fromDisk);
});

s3SerialTest('what did not change is neither uploaded nor copied', async t => {
  const proxy = await startFaultProxy(t, s3Service().endpoint);
  const project = await s3Project(t, proxy.endpoint);
  await succeeded(t, project.sparkify('build'));
  const first = proxy.requests.length;
  await succeeded(t, project.sparkify('build'));
  const second = proxy.requests.slice(first);
  const written = second.filter(({ method }) => method === 'PUT').map(({ key }) => key);
  // The candidate, and what it says for a retry of each table that is finished.
  const announced = /^some\/lake\/(_sparkify\/candidates\/|files\/[^/]+\/_finished\/)/;
  t.deepEqual(
    written.filter(key => !announced.test(key)),
    [],
  );
});

s3SerialTest('a failed build is gone on with by retry at once, and writes nothing twice', async t => {
  const proxy = await startFaultProxy(t, s3Service().endpoint);
  const project = await s3Project(t, proxy.endpoint);
  const test = 'tests/data/never.sql';
  project.write({ [test]: "select * from {{ ref('songs') }}\n" });
  t.is((await project.sparkify('build')).exitCode, 1);
  const before = proxy.requests.length;
  project.write({ [test]: "select * from {{ ref('songs') }} where false\n" });
  t.regex(await succeeded(t, project.sparkify('retry')), /Published release/);
  const written = proxy.requests
    .slice(before)
    .filter(({ method, key }) => method === 'PUT' && /\/files\/.*parquet$/.test(key));
  t.false(
    written.some(({ key }) => key.includes('/songs/')),
    'songs were written by the build',
  );
  t.deepEqual(await lakeLeftovers(await connectDuckDb(t), project.lake), []);
});

s3SerialTest('show, and a model whose parents are not selected, read what is published on S3', async t => {
  const project = await s3Project(t);
  await succeeded(t, project.sparkify('build'));
  const shown = await project.sparkify(
    'show',
    '--inline',
    "select count(*) as n from {{ ref('songs') }}",
    '--output',
    'csv',
  );
  t.is(shown.stdout, 'n\n14\n', shown.output);
  const output = await succeeded(t, project.sparkify('build', '--select', 'songplays'));
  t.regex(output, /the lake already holds just these rows/);
});

s3SerialTest('a column is compared with the last release where that lies on S3', async t => {
  const project = await s3Project(t);
  const model = (modulus: number) => `{{ config(materialized='table', partition_by=['part']) }}
select i % 3 as part, case when i % ${modulus} = 0 then 'paid' else 'free' end as level from range(600) as r(i)
`;
  project.write({
    'models/marts/listeners.sql': model(10),
    'models/marts/listeners.yml':
      'models: [{ name: listeners, data_tests: [not_empty], columns: [{ name: level, data_tests: [distribution_shift] }] }]\n',
  });
  await succeeded(t, project.sparkify('build', '--select', 'listeners'));
  project.write({ 'models/marts/listeners.sql': model(2) });
  const { exitCode, output } = await project.sparkify('build', '--select', 'listeners');
  t.is(exitCode, 1, output);
  t.regex(output, /│ paid +│ 60 +│ 300 +│ 0\.1 +│ 0\.5 /);
  project.write({ 'models/marts/listeners.sql': model(9) });
  await succeeded(t, project.sparkify('build', '--select', 'listeners'));
  const tested = await succeeded(t, project.sparkify('test', '--select', 'listeners'));
  t.regex(tested, /PASS distribution_shift_listeners_level \.+ \[/);
  t.regex(tested, /PASS not_empty_listeners_/);
});
