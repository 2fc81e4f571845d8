import * as sdk from '@aws-sdk/client-glue';
import { failed, succeeded } from '../helpers/cli-result.ts';
import { lakeKeys } from '../helpers/lake-contents.ts';
import { jsonLines } from '../helpers/tiny-project.ts';
import type { ApiFault } from './aws-stage.ts';
import {
  countCalls,
  database,
  gluePartitions,
  glueProject,
  glueTable,
  glueTest,
  readAsAthena,
  tableNames,
} from './glue-project.ts';

const payments = `{{ config(materialized='external', partition_by=['user_name']) }}
select id, user_name, amount::decimal(9,2) as amount, {'paid': paid_at, 'tags': ['a', user_name]} as nested
from {{ ref('stg_events') }}
`;
const paymentsYml = `models:
  - name: payments
    description: All payments.
    columns:
      - name: id
        description: Counts up.
      - name: user_name
        description: |
          Who paid.
          Not the card's owner.
`;
const bo = { id: 2, user: 'Bo', amount: 2.5, paid_at: '2026-01-02T10:00:00Z' };
const ada = { id: 1, user: 'Ada', amount: 1.5, paid_at: '2026-01-01T10:00:00Z' };
const files = {
  'models/payments.sql': payments,
  'models/payments.yml': paymentsYml,
  'data/events/1.json': jsonLines([ada, bo]),
};
const row = (id: number, amount: number, day: string, user: string | null) =>
  JSON.stringify({
    ...{ id, amount, nested: { paid: `2026-01-0${day} 10:00:00`, tags: ['a', user] } },
    user_name: user,
  });

glueTest('a build registers what it published, and readers of Glue find just its rows', async t => {
  const project = await glueProject(t, { files });
  const output = await succeeded(t, project.sparkify('build'));
  t.regex(output, /Registered 1 table in the Glue database music: 1 created; 2 partitions added\n/);
  const table = await glueTable(project, 'payments');
  t.is(table.Description, 'All payments.');
  t.is(table.TableType, 'EXTERNAL_TABLE');
  t.like(table.Parameters, {
    classification: 'parquet',
    'sparkify.project': 'tiny',
    'sparkify.lake': `s3://${project.bucket}/some/lake`,
  });
  t.deepEqual(table.PartitionKeys, [
    { Name: 'user_name', Type: 'string', Comment: "Who paid. Not the card's owner." },
  ]);
  t.deepEqual(table.StorageDescriptor!.Columns, [
    { Name: 'id', Type: 'int', Comment: 'Counts up.' },
    { Name: 'amount', Type: 'decimal(9,2)' },
    { Name: 'nested', Type: 'struct<paid:timestamp,tags:array<string>>' },
  ]);
  const partitions = await gluePartitions(project, 'payments');
  t.deepEqual(partitions.map(({ Values }) => Values![0]).sort(), ['Ada', 'Bo']);
  for (const { StorageDescriptor } of partitions)
    t.regex(StorageDescriptor!.Location!, /\/some\/lake\/files\/[0-9a-f-]{36}\/payments\/user_name=\w+\/$/);
  t.deepEqual(await readAsAthena(t, project, 'payments'), [
    row(1, 1.5, '1', 'Ada'),
    row(2, 2.5, '2', 'Bo'),
    row(3, 3.25, '3', 'Ada'),
  ]);
});

glueTest('a build that changes a partition sends that partition, and no table', async t => {
  const project = await glueProject(t, { files });
  await succeeded(t, project.sparkify('build'));
  const before = project.stage.calls.length;
  project.write({ 'data/events/1.json': jsonLines([ada, { ...bo, amount: 7.5 }]) });
  const output = await succeeded(t, project.sparkify('build'));
  t.regex(output, /Registered 1 table in the Glue database music: 1 partition updated\n/);
  t.deepEqual(countCalls(project, before), { GetTables: 1, GetPartitions: 1, BatchUpdatePartition: 1 });
  const { body } = project.stage.calls.find(({ action }) => action === 'BatchUpdatePartition')!;
  t.deepEqual(
    (body.Entries as sdk.BatchUpdatePartitionRequestEntry[]).map(each => each.PartitionValueList),
    [['Bo']],
  );
  t.deepEqual(await readAsAthena(t, project, 'payments'), [
    row(1, 1.5, '1', 'Ada'),
    row(2, 7.5, '2', 'Bo'),
    row(3, 3.25, '3', 'Ada'),
  ]);
});

glueTest('a build that changes nothing asks Glue nothing', async t => {
  const project = await glueProject(t, { files });
  await succeeded(t, project.sparkify('build'));
  const before = project.stage.calls.length;
  await succeeded(t, project.sparkify('build'));
  t.deepEqual(countCalls(project, before), {});
});

glueTest('partitions come and go, NULL and odd values among them', async t => {
  const project = await glueProject(t, { files });
  await succeeded(t, project.sparkify('build'));
  const odd = [
    { ...ada, user: 'a/b=c:d %' },
    { ...bo, user: null },
  ];
  project.write({ 'data/events/1.json': jsonLines(odd), 'data/events/2.json': '' });
  const output = await succeeded(t, project.sparkify('build'));
  t.regex(output, /2 partitions added, 2 removed\n/);
  t.deepEqual(await readAsAthena(t, project, 'payments'), [
    row(1, 1.5, '1', 'a/b=c:d %'),
    row(2, 2.5, '2', null),
  ]);
  project.write({ 'data/events/1.json': '' });
  t.regex(await succeeded(t, project.sparkify('build')), /2 partitions removed\n/);
  t.deepEqual(await readAsAthena(t, project, 'payments'), []);
});

glueTest('columns that are renamed, dropped and retyped change the table and each partition', async t => {
  const project = await glueProject(t, { files });
  await succeeded(t, project.sparkify('build'));
  project.write({
    'models/payments.yml': '',
    'models/payments.sql': `{{ config(materialized='external', partition_by=['user_name']) }}
select id::bigint as id, amount as price, user_name from {{ ref('stg_events') }}
`,
  });
  const dry = await succeeded(t, project.sparkify('build'));
  t.regex(dry, /1 updated; 2 partitions updated/);
  const { StorageDescriptor, Description } = await glueTable(project, 'payments');
  t.deepEqual(StorageDescriptor!.Columns, [
    { Name: 'id', Type: 'bigint' },
    { Name: 'price', Type: 'double' },
  ]);
  t.falsy(Description);
  t.deepEqual(await readAsAthena(t, project, 'payments'), [
    '{"id":1,"price":1.5,"user_name":"Ada"}',
    '{"id":2,"price":2.5,"user_name":"Bo"}',
    '{"id":3,"price":3.25,"user_name":"Ada"}',
  ]);
});

glueTest('rows that are appended to a partition are found by a manifest', async t => {
  const project = await glueProject(t, {
    files: {
      'models/payments.yml': '',
      'models/payments.sql': `{{ config(materialized='incremental', incremental_strategy='append', partition_by=['user_name']) }}
select id, user_name from {{ ref('stg_events') }}
{% if is_incremental() %} where id > (select max(id) from {{ this }}) {% endif %}
`,
    },
  });
  await succeeded(t, project.sparkify('build'));
  project.write({ 'data/events/3.json': jsonLines([{ ...ada, id: 4 }]) });
  t.regex(await succeeded(t, project.sparkify('build')), /1 updated; 2 partitions updated/);
  const rows = ['{"id":1,"user_name":"Ada"}', '{"id":2,"user_name":"Bo"}', '{"id":3,"user_name":"Ada"}'];
  t.deepEqual(await readAsAthena(t, project, 'payments'), [...rows, '{"id":4,"user_name":"Ada"}']);
  project.write({ 'data/events/4.json': jsonLines([{ ...bo, id: 5 }]) });
  t.regex(await succeeded(t, project.sparkify('build')), /music: 1 partition updated/);
  t.deepEqual(await readAsAthena(t, project, 'payments'), [
    ...rows,
    '{"id":4,"user_name":"Ada"}',
    '{"id":5,"user_name":"Bo"}',
  ]);
  const manifests = () => lakeKeys(project.lake).filter(key => key.startsWith('_sparkify/manifests/'));
  // That of Ada, and two of Bo: a query may still look at the one of the release before.
  t.is(manifests().length, 3);
  // Written anew, each partition has a folder to itself again.
  const model = project.read('models/payments.sql').replace('id, user_name', 'id, amount, user_name');
  project.write({ 'models/payments.sql': model });
  t.regex(await succeeded(t, project.sparkify('build', '--full-refresh')), /1 updated; 2 partitions updated/);
  t.is((await readAsAthena(t, project, 'payments')).length, 5);
});

glueTest('many partitions go in as large batches as Glue takes', async t => {
  const events = Array.from({ length: 250 }, (_, index) => ({ ...ada, id: index + 1 }));
  const project = await glueProject(t, {
    files: {
      'models/payments.yml': '',
      'models/payments.sql': `{{ config(materialized='external', partition_by=['id']) }}
select id, user_name from {{ ref('stg_events') }}
`,
      'data/events/1.json': jsonLines(events),
      'data/events/2.json': '',
    },
  });
  t.regex(await succeeded(t, project.sparkify('build')), /250 partitions added/);
  t.is(countCalls(project).BatchCreatePartition, 3);
  const before = project.stage.calls.length;
  project.write({ 'data/events/1.json': jsonLines(events.slice(60)) });
  t.regex(await succeeded(t, project.sparkify('build')), /60 partitions removed/);
  const { BatchDeletePartition, ...others } = countCalls(project, before);
  t.is(BatchDeletePartition, 3);
  t.deepEqual(Object.keys(others).sort(), ['GetPartitions', 'GetTables']);
  t.is((await readAsAthena(t, project, 'payments')).length, 190);
});

glueTest('a table without partitions is registered with its folder', async t => {
  const project = await glueProject(t, {
    files: {
      'models/payments.yml': '',
      'models/payments.sql':
        "{{ config(materialized='external') }}\nselect id, user_name from {{ ref('stg_events') }}\n",
    },
  });
  t.regex(await succeeded(t, project.sparkify('build')), /music: 1 created\n/);
  t.is((await readAsAthena(t, project, 'payments')).length, 3);
  project.write({ 'data/events/2.json': '' });
  t.regex(await succeeded(t, project.sparkify('build')), /music: 1 updated\n/);
  t.deepEqual(await readAsAthena(t, project, 'payments'), [
    '{"id":1,"user_name":"Ada"}',
    '{"id":2,"user_name":"Bo"}',
  ]);
});

glueTest('other partition columns make the table anew', async t => {
  const project = await glueProject(t, { files });
  await succeeded(t, project.sparkify('build'));
  project.write({
    'models/payments.sql': `{{ config(materialized='external', partition_by=['day']) }}
select id, user_name, paid_at::date as day from {{ ref('stg_events') }}
`,
  });
  t.regex(await succeeded(t, project.sparkify('build')), /1 replaced; 3 partitions added/);
  t.deepEqual(await readAsAthena(t, project, 'payments'), [
    '{"id":1,"user_name":"Ada","day":"2026-01-01"}',
    '{"id":2,"user_name":"Bo","day":"2026-01-02"}',
    '{"id":3,"user_name":"Ada","day":"2026-01-03"}',
  ]);
});

glueTest('a projection leads to the plain copy, without a partition', async t => {
  const project = await glueProject(t, {
    catalog: `{ database: '${database}', region: 'eu-central-1', mode: 'projection' }`,
    files,
  });
  t.regex(await succeeded(t, project.sparkify('build')), /music: 1 created\n/);
  t.deepEqual(await gluePartitions(project, 'payments'), []);
  t.like((await glueTable(project, 'payments')).Parameters, {
    'projection.enabled': 'true',
    'projection.user_name.type': 'enum',
    'projection.user_name.values': 'Ada,Bo',
  });
  t.is((await readAsAthena(t, project, 'payments')).length, 3);
});

glueTest('sync shows what differs, brings it about, and asks before it drops', async t => {
  const project = await glueProject(t, {
    files: { ...files, 'models/old.sql': "{{ config(materialized='external') }}\nselect 1 as one\n" },
  });
  await succeeded(t, project.sparkify('build'));
  project.remove('models/old.sql');
  const pruned = await succeeded(t, project.sparkify('releases', 'prune', '--tables', 'old'));
  t.regex(pruned, /Still in the Glue database music, though no longer registered from here: old\./);
  const partition = { DatabaseName: database, TableName: 'payments', PartitionValues: ['Bo'] };
  await project.client.send(new sdk.DeletePartitionCommand(partition));
  const before = project.stage.calls.length;
  t.is(
    (await succeeded(t, project.sparkify('catalog', 'sync', '--dry-run'))).replace(/[0-9a-f-]{36}/, 'ID'),
    `To show the release ID:

payments  gets other partitions
  + 1 partition: Bo

old  would stay, though it is no longer registered from here; --prune removes it
`,
  );
  t.deepEqual(countCalls(project, before), { GetTables: 1, GetPartitions: 1 });
  t.regex(
    await succeeded(t, project.sparkify('catalog', 'sync')),
    /music: 1 partition added\nStill in .*: old\./,
  );
  t.is((await readAsAthena(t, project, 'payments')).length, 3);
  t.deepEqual(await tableNames(project), ['old', 'payments']);
  t.regex(
    await succeeded(t, project.sparkify('catalog', 'sync', '--prune')),
    /Removed from the Glue database music: old/,
  );
  t.deepEqual(await tableNames(project), ['payments']);
  t.regex(await succeeded(t, project.sparkify('catalog', 'sync', '--dry-run')), /^Nothing differs: /);
  const json = JSON.parse(await succeeded(t, project.sparkify('catalog', 'sync', '--log-format', 'json')));
  t.like(json, { catalog: 'Glue database music', gone: [] });
});

glueTest('before the first build there is nothing to bring about', async t => {
  const project = await glueProject(t);
  for (const args of [['--dry-run'], []]) {
    const output = await failed(t, project.sparkify('catalog', 'sync', ...args), 1);
    t.regex(output, /nothing-published.*has no release yet\..*sparkify build/s);
  }
  t.deepEqual(await tableNames(project), []);
});

glueTest('a rollback is registered, with the descriptions that are there', async t => {
  const project = await glueProject(t, { files });
  await succeeded(t, project.sparkify('build'));
  const rows = await readAsAthena(t, project, 'payments');
  const listed = await succeeded(t, project.sparkify('releases', 'list', '--log-format', 'json'));
  project.write({ 'data/events/1.json': jsonLines([ada]) });
  await succeeded(t, project.sparkify('build'));
  t.is((await readAsAthena(t, project, 'payments')).length, 2);
  const output = await succeeded(t, project.sparkify('releases', 'rollback', JSON.parse(listed).release));
  t.regex(output, /Registered 1 table in the Glue database music: 1 partition added\n/);
  t.deepEqual(await readAsAthena(t, project, 'payments'), rows);
  t.is((await glueTable(project, 'payments')).Description, 'All payments.');
});

glueTest('a table of somebody else is left alone and named', async t => {
  const project = await glueProject(t, { files });
  const theirs = { Name: 'payments', Parameters: { team: 'other' } };
  await project.client.send(new sdk.CreateTableCommand({ DatabaseName: database, TableInput: theirs }));
  const output = await failed(t, project.sparkify('build'), 1);
  t.regex(output, /Published release/);
  t.regex(output, /error {2}catalog-conflict/);
  t.regex(output, /has a table payments that sparkify did not register, and it is left alone/);
  t.deepEqual((await glueTable(project, 'payments')).Parameters, { team: 'other' });
});

const refusals: readonly (readonly [name: string, fault: ApiFault, told: RegExp])[] = [
  [
    'a missing right',
    {
      status: 400,
      code: 'AccessDeniedException',
      message: 'User is not authorized to perform: glue:GetTables',
    },
    /error {2}catalog-denied[\s\S]*list its tables \(database music, region eu-central-1\), and refused it[\s\S]*the right glue:GetTables/,
  ],
  [
    'a fault of AWS',
    { status: 500, code: 'InternalServiceException', message: 'sorry' },
    /error {2}catalog-unreachable[\s\S]*had a fault of its own: sorry\./,
  ],
];

for (const [name, fault, told] of refusals) {
  glueTest(`${name} leaves the release published, is told, and sync makes up for it`, async t => {
    t.timeout(240_000);
    const project = await glueProject(t, {
      files,
      fault: ({ action }) => (action === 'GetTables' ? fault : undefined),
    });
    const output = await failed(t, project.sparkify('build'), 1);
    t.regex(output, /Published release/);
    t.regex(output, told);
    t.regex(output, /What is published is whole, but not registered/);
    t.regex(output, /Completed with 1 error/);
    t.regex(output, /Next: mend what is named above, then run `sparkify catalog sync`\./);
    project.stage.setFault(undefined);
    t.regex(await succeeded(t, project.sparkify('catalog', 'sync')), /1 created; 2 partitions added/);
    t.is((await readAsAthena(t, project, 'payments')).length, 3);
    t.regex(await succeeded(t, project.sparkify('retry')), /Nothing to retry/);
  });
}

glueTest('a build with nothing new makes up for a registration that failed', async t => {
  t.timeout(240_000);
  const project = await glueProject(t, {
    files,
    more: 'reuse: true,',
    fault: ({ action }) => (action === 'GetTables' ? refusals[0]![1] : undefined),
  });
  t.regex(await failed(t, project.sparkify('build'), 1), /Published release/);
  const again = await failed(t, project.sparkify('build'), 1);
  t.regex(again, /Nothing new: [\s\S]*error {2}catalog-denied/);
  project.stage.setFault(undefined);
  const mended = await succeeded(t, project.sparkify('build'));
  t.regex(
    mended,
    /Nothing new: [\s\S]*Registered 1 table in the Glue database music: 1 created; 2 partitions added/,
  );
  t.is((await readAsAthena(t, project, 'payments')).length, 3);
  t.notRegex(await succeeded(t, project.sparkify('build')), /Registered/);
});

glueTest('a missing database is told with the command that makes it', async t => {
  const project = await glueProject(t, { files, createsDatabase: false });
  const output = await failed(t, project.sparkify('build'), 1);
  t.regex(output, /error {2}catalog-missing[\s\S]*there is no such database/);
  t.regex(output, /aws glue create-database --region eu-central-1 --database-input Name=music/);
});

glueTest('throttling is waited out, and what a lost answer left is no error', async t => {
  t.timeout(240_000);
  const throttled: ApiFault = { status: 400, code: 'ThrottlingException', message: 'Rate exceeded' };
  const project = await glueProject(t, {
    files,
    fault: ({ action, index }) => {
      if (action === 'GetTables' && index < 2) return throttled;
      const isFirst = index === 0 && /^(CreateTable|DeleteTable|Batch\w+Partition)$/.test(action);
      return isFirst ? 'lose' : undefined;
    },
  });
  await succeeded(t, project.sparkify('build'));
  t.is((await readAsAthena(t, project, 'payments')).length, 3);
  const model = project
    .read('models/payments.sql')
    .replace("partition_by=['user_name']", "partition_by=['id']");
  project.write({ 'models/payments.sql': model });
  t.regex(await succeeded(t, project.sparkify('build')), /1 replaced; 3 partitions added/);
  t.deepEqual(countCalls(project).DeleteTable, 2);
  t.is((await readAsAthena(t, project, 'payments')).length, 3);
});

glueTest('an endpoint that does not answer is told in one sentence', async t => {
  t.timeout(240_000);
  const project = await glueProject(t, { files });
  const unreachable = project.as({ AWS_ENDPOINT_URL_GLUE: 'http://127.0.0.1:9' });
  const output = await failed(t, unreachable.sparkify('build'), 1);
  t.regex(output, /error {2}catalog-unreachable[\s\S]*gave no answer: [\s\S]*AWS_ENDPOINT_URL_GLUE/);
});

glueTest('two targets that look at one lake through two databases both see it', async t => {
  const project = await glueProject(t, { files });
  await project.client.send(new sdk.CreateDatabaseCommand({ DatabaseInput: { Name: 'other' } }));
  await succeeded(t, project.sparkify('build'));
  const config = project.read('sparkify.config.ts').replace(`'${database}'`, "'other'");
  project.write({ 'sparkify.config.ts': config });
  t.regex(await succeeded(t, project.sparkify('catalog', 'sync')), /Glue database other: 1 created/);
});

const refused: ApiFault = { status: 400, code: 'InvalidInputException', message: 'no' };

glueTest('doctor tells whether the release is registered', async t => {
  const project = await glueProject(t, { files });
  t.regex(
    await succeeded(t, project.sparkify('doctor')),
    /ok {4}glue +database music: 0 tables of this lake, of 0\n/,
  );
  await succeeded(t, project.sparkify('build'));
  t.regex(
    await succeeded(t, project.sparkify('doctor')),
    /1 table of this lake, of 1, as in the current release\n/,
  );
  project.write({ 'data/events/2.json': '' });
  project.stage.setFault(({ action }) => (action === 'BatchUpdatePartition' ? refused : undefined));
  t.regex(
    await failed(t, project.sparkify('build'), 1),
    /error {2}catalog-refused[\s\S]*and did not take it: no\./,
  );
  project.stage.setFault(undefined);
  const output = await succeeded(t, project.sparkify('doctor'));
  t.regex(output, /WARN +glue +.*the release [0-9a-f-]{36} is not registered[\s\S]*sparkify catalog sync/);
});

glueTest('a plan says what will be registered, and asks AWS nothing', async t => {
  const project = await glueProject(t, { files });
  const before = project.stage.calls.length;
  t.regex(
    await succeeded(t, project.sparkify('plan')),
    / {2}Glue +1 table registered in the database music when the release is published\n/,
  );
  t.deepEqual(countCalls(project, before), {});
});

glueTest('what several tasks made is registered when it is published', async t => {
  const project = await glueProject(t, { files });
  await succeeded(t, project.sparkify('run', '--select', 'payments', '--candidate', 'nightly'));
  t.deepEqual(await tableNames(project), []);
  const output = await succeeded(t, project.sparkify('releases', 'publish', 'nightly'));
  t.regex(output, /Registered 1 table in the Glue database music: 1 created; 2 partitions added\n/);
  t.is((await glueTable(project, 'payments')).Description, 'All payments.');
  t.is((await readAsAthena(t, project, 'payments')).length, 3);
});

glueTest('a retry registers what the run before it could not', async t => {
  const fault: ApiFault = { status: 400, code: 'AccessDeniedException', message: 'no' };
  const project = await glueProject(t, { files, fault: () => fault });
  await failed(t, project.sparkify('build'), 1);
  t.regex(await failed(t, project.sparkify('retry'), 1), /error {2}catalog-denied/);
  project.stage.setFault(undefined);
  t.regex(
    await succeeded(t, project.sparkify('retry')),
    /^Registered 1 table .*: 1 created; 2 partitions added\n$/,
  );
  t.is((await readAsAthena(t, project, 'payments')).length, 3);
});

glueTest('a retry registers on the target of the run before it, which need not be the default', async t => {
  const fault: ApiFault = { status: 400, code: 'AccessDeniedException', message: 'no' };
  const project = await glueProject(t, { files, fault: () => fault });
  const config = project.read('sparkify.config.ts').replace('targets: {', 'targets: { dev: duckdb(),');
  project.write({ 'sparkify.config.ts': config });
  await failed(t, project.sparkify('build', '--target', 'prod'), 1);
  project.stage.setFault(undefined);
  t.regex(
    await failed(t, project.sparkify('retry', '--target', 'dev'), 2),
    /The last run was on the target prod, so it cannot be retried on dev\./,
  );
  t.regex(
    await succeeded(t, project.sparkify('retry')),
    /^Registered 1 table .*: 1 created; 2 partitions added\n$/,
  );
  t.is((await readAsAthena(t, project, 'payments')).length, 3);
});
