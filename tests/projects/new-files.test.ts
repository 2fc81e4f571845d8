import { statSync, utimesSync, writeFileSync } from 'node:fs';
import test, { type ExecutionContext } from 'ava';
import type { CliProject } from '../helpers/cli-project.ts';
import { failed, succeeded } from '../helpers/cli-result.ts';
import { connectDuckDb } from '../helpers/duckdb-connection.ts';
import { lakeLeftovers } from '../helpers/lake-leftovers.ts';
import { currentRelease, currentTable, dataFiles } from '../helpers/lake-reader.ts';
import { ledgerOf } from '../helpers/ledger.ts';
import { jsonLines, type ProjectFiles, tinyProject } from '../helpers/tiny-project.ts';

interface Event {
  readonly id: number;
  readonly day: number;
}

const sources = (more = '') => `sources:
  - name: raw
    tables:
      - name: events
        location: data/*/*.json
        file_column: file_name
${more}        columns:
          - { name: id, data_type: INTEGER }
          - { name: day, data_type: INTEGER }
`;

const delivered = (config = '', select = 'id, day, file_name') => `{{ config(
  materialized='incremental', read='new_files', unique_key='file_name', partition_by='day'${config}
) }}
select ${select} from {{ source('raw', 'events') }}
`;

function newFilesProject(t: ExecutionContext, more: ProjectFiles = {}): CliProject {
  return tinyProject(t, {
    ...{ 'models/stg_events.sql': undefined, 'models/payments.sql': undefined },
    ...{ 'models/payments.yml': undefined, 'data/events/1.json': undefined, 'data/events/2.json': undefined },
    'models/sources.yml': sources(),
    'models/delivered.sql': delivered(),
    ...more,
  });
}

const event = (id: number, day: number): Event => ({ id, day });

function deliver(project: CliProject, name: string, ...events: readonly Event[]): void {
  project.write({ [`data/in/${name}.json`]: jsonLines(events) });
}

/** Breaks a file in a way that no listing tells of. */
function spoil(project: CliProject, name: string): void {
  const path = project.path(`data/in/${name}.json`);
  const { size, mtimeMs } = statSync(path);
  writeFileSync(path, '#'.repeat(size));
  // In the middle of the same millisecond, which is what a ledger holds.
  const time = (Math.trunc(mtimeMs) + 0.5) / 1000;
  utimesSync(path, time, time);
}

async function rows(project: CliProject, model = 'delivered'): Promise<string> {
  const sql = `select id, day, file_name from {{ ref('${model}') }} order by all`;
  const shown = await project.sparkify('show', '--inline', sql, '--limit', '-1', '--output', 'csv');
  if (shown.exitCode !== 0) throw new Error(shown.output);
  return shown.stdout.trim().split('\n').slice(1).join(' ');
}

const build = (t: ExecutionContext, project: CliProject, ...args: readonly string[]) =>
  succeeded(t, project.sparkify('build', ...args));

test('only a file that is new is read, and the others are not even opened', async t => {
  const project = newFilesProject(t);
  deliver(project, '1', event(1, 1), event(2, 1));
  deliver(project, '2', event(3, 2));
  await build(t, project);
  const lake = project.path('target/lake');
  const before = dataFiles(await connectDuckDb(t), lake, currentTable(lake, 'delivered'));
  spoil(project, '1');
  spoil(project, '2');
  deliver(project, '3', event(4, 3));
  const output = await build(t, project);
  t.regex(output, /delivered reads 1 new file of source raw\.events; 2 are as they were\./);
  t.is(await rows(project), '1,1,in/1.json 2,1,in/1.json 3,2,in/2.json 4,3,in/3.json');
  const after = await dataFiles(await connectDuckDb(t), lake, currentTable(lake, 'delivered'));
  t.deepEqual(
    (await before).filter(file => !after.includes(file)),
    [],
    'no partition of before was written',
  );
  t.deepEqual(await ledgerOf(t, project), [
    'data/in/1.json 2 0 1',
    'data/in/2.json 1 0 1',
    'data/in/3.json 1 0 0',
  ]);
  t.deepEqual(await lakeLeftovers(await connectDuckDb(t), lake), []);
});

test('a build without new files opens none, and leaves the lake as it is', async t => {
  const project = newFilesProject(t);
  deliver(project, '1', event(1, 1));
  await build(t, project);
  const { release } = currentRelease(project.path('target/lake'))!;
  spoil(project, '1');
  const output = await build(t, project);
  t.regex(output, /delivered reads no file of source raw\.events; 1 is as it was\./);
  t.is(currentRelease(project.path('target/lake'))!.release, release);
  t.regex(await failed(t, project.sparkify('build', '--full-refresh'), 1), /cannot be read/);
});

test('a corrected file replaces exactly what came from it, in whatever partition that was', async t => {
  const project = newFilesProject(t);
  deliver(project, '1', event(1, 1), event(2, 2));
  deliver(project, '2', event(3, 2));
  await build(t, project);
  spoil(project, '2');
  deliver(project, '1', event(1, 1), event(9, 3));
  t.regex(await build(t, project), /delivered reads 1 changed file of source raw\.events; 1 is as it was\./);
  t.is(await rows(project), '1,1,in/1.json 3,2,in/2.json 9,3,in/1.json');
  // One that holds nothing any more takes everything with it, though no new row tells so.
  deliver(project, '1');
  await build(t, project);
  t.is(await rows(project), '3,2,in/2.json');
});

test('what came from a file that is gone stays with a warning, or goes where that is asked for', async t => {
  for (const policy of ['keep', 'remove']) {
    const project = newFilesProject(t, { 'models/delivered.sql': delivered(`, deleted_files='${policy}'`) });
    deliver(project, '1', event(1, 1), event(2, 2));
    deliver(project, '2', event(3, 2));
    await build(t, project);
    project.remove('data/in/1.json');
    const output = await build(t, project);
    if (policy === 'keep') {
      t.regex(output, /warn {2}gone-files\n.*data\/in\/1\.json of source raw\.events is gone\. What came/);
      t.is(await rows(project), '1,1,in/1.json 2,2,in/1.json 3,2,in/2.json');
      t.notRegex(await build(t, project), /is gone/, 'it is told once');
      // It comes back as it was: then it is new, and its rows are not there twice.
      deliver(project, '1', event(1, 1), event(2, 2));
      t.regex(await build(t, project), /reads 1 new file/);
      t.is(await rows(project), '1,1,in/1.json 2,2,in/1.json 3,2,in/2.json');
    } else {
      t.regex(output, /1 is as it was, data\/in\/1\.json is gone and what came from it with it\./);
      t.is(await rows(project), '3,2,in/2.json');
    }
    const full = await build(t, project, '--full-refresh');
    t.is(
      await rows(project),
      policy === 'keep' ? '1,1,in/1.json 2,2,in/1.json 3,2,in/2.json' : '3,2,in/2.json',
    );
    t.notRegex(full, /reads .* of source/);
  }
});

test('removal holds when the folder of a source moves: rows call files by what is the same in both', async t => {
  const moved = sources().replace('data/*/*.json', `"{{ var('root', 'data') }}/*/*.json"`);
  const project = newFilesProject(t, {
    'models/sources.yml': moved,
    'models/delivered.sql': delivered(`, deleted_files='remove'`),
  });
  deliver(project, '1', event(1, 1));
  deliver(project, '2', event(2, 2));
  await build(t, project);
  project.write({ 'other/in/2.json': jsonLines([event(2, 2)]), 'other/in/3.json': jsonLines([event(3, 3)]) });
  await build(t, project, '--vars', '{"root": "other"}');
  t.is(await rows(project), '2,2,in/2.json 3,3,in/3.json');
});

test('after a rollback the files count that the table of then was made of', async t => {
  const project = newFilesProject(t);
  deliver(project, '1', event(1, 1));
  await build(t, project);
  const { release } = currentRelease(project.path('target/lake'))!;
  deliver(project, '2', event(2, 2));
  await build(t, project);
  await succeeded(t, project.sparkify('releases', 'rollback', release));
  t.is(await rows(project), '1,1,in/1.json');
  t.regex(await build(t, project), /reads 1 new file of source raw\.events; 1 is as it was/);
  t.is(await rows(project), '1,1,in/1.json 2,2,in/2.json');
});

test('each of two models has seen what it has seen, whatever the other read since and was pruned', async t => {
  const project = newFilesProject(t, { 'models/second.sql': delivered() });
  deliver(project, '1', event(1, 1));
  await build(t, project);
  for (const name of ['2', '3']) {
    deliver(project, name, event(Number(name), 2));
    await build(t, project, '--select', 'delivered');
  }
  await succeeded(t, project.sparkify('releases', 'prune'));
  t.deepEqual(await lakeLeftovers(await connectDuckDb(t), project.path('target/lake')), []);
  const output = await build(t, project);
  t.regex(output, /delivered reads no file of source raw\.events; 3 are as they were\./);
  t.regex(output, /second reads 2 new files of source raw\.events; 1 is as it was\./);
  t.is(await rows(project, 'second'), await rows(project));
  t.is((await ledgerOf(t, project)).length, 3);
});

test('who reads all of a source and who reads new files do so in one run', async t => {
  const project = newFilesProject(t, {
    'models/sources.yml': sources('        on_bad_record: quarantine\n'),
    'models/counted.sql': `{{ config(materialized='table') }} select count(*) as n, count(distinct file_name) as files from {{ source('raw', 'events') }}`,
  });
  project.write({ 'data/in/1.json': `${jsonLines([event(1, 1)])}{"id": "x"}\n` });
  await build(t, project);
  project.write({ 'data/in/2.json': `${jsonLines([event(2, 2)])}{"id": "y"}\n{"id": "z"}\n` });
  const output = await build(t, project);
  t.regex(
    output,
    /Quarantined 3 records of source raw\.events from 2 files: see target\/quarantine\/raw\.events\n/,
  );
  t.regex(
    output,
    /Quarantined 2 records of source raw\.events from 1 file: see target\/quarantine\/raw\.events\.new\.delivered\n/,
  );
  t.is(
    await rows(project),
    '1,1,in/1.json 2,2,in/2.json',
    'the names are those of the raw files, not of cleaned copies',
  );
  t.deepEqual(await ledgerOf(t, project), ['data/in/1.json 1 1 1', 'data/in/2.json 1 2 0']);
  const counted = await project.sparkify('show', '--select', 'counted', '--output', 'csv');
  t.regex(counted.stdout, /^2,2$/m);
});

test('records in quarantine of files that were read before stay counted', async t => {
  const project = newFilesProject(t, {
    'models/sources.yml': sources('        on_bad_record: quarantine\n'),
  });
  project.write({ 'data/in/1.json': `${jsonLines([event(1, 1)])}{"id": "x"}\n` });
  await build(t, project);
  deliver(project, '2', event(2, 2));
  await build(t, project);
  t.deepEqual(await ledgerOf(t, project), ['data/in/1.json 1 1 1', 'data/in/2.json 1 0 0']);
});

test('a build that fails has seen nothing, and a retry publishes what it had finished', async t => {
  const late = (sql: string) =>
    `{{ config(materialized='table') }} select ${sql} as n from {{ ref('delivered') }}`;
  const project = newFilesProject(t, { 'models/late.sql': late('cast(file_name as varchar)') });
  deliver(project, '1', event(1, 1));
  await build(t, project);
  deliver(project, '2', event(2, 2));
  project.write({ 'models/late.sql': late('cast(file_name as integer)') });
  for (const _ of [1, 2])
    t.regex(await failed(t, project.sparkify('build'), 1), /delivered reads 1 new file/);
  project.write({ 'models/late.sql': late('cast(file_name as varchar)') });
  const output = await succeeded(t, project.sparkify('retry'));
  t.notRegex(output, /reads 1 new file/);
  t.is(await rows(project), '1,1,in/1.json 2,2,in/2.json');
  t.regex(await build(t, project), /delivered reads no file of source raw\.events; 2 are as they were/);
});

test('what would be read twice or not at all is refused before anything runs', async t => {
  const refused = async (files: ProjectFiles, expected: RegExp) =>
    t.regex(await failed(t, newFilesProject(t, files).sparkify('check'), 2), expected);
  const model = 'models/delivered.sql';
  await refused(
    {
      'models/sources.yml': sources().replace('        file_column: file_name\n', ''),
      [model]: delivered('', "id, day, '' as file_name"),
    },
    /delivered reads new files of raw\.events, whose rows do not tell their file\.[\s\S]*Write file_column: file_name on it in models\/sources\.yml/,
  );
  await refused(
    { [model]: delivered('', 'id, day, lower(file_name) as file_name') },
    /delivered\.sql:2:\d+ {2}error {2}bad-model-config\n.*The unique_key "file_name" of delivered is not, as it is, the column "file_name" of raw\.events/,
  );
  await refused(
    { [model]: delivered(`, incremental_strategy='merge'`) },
    /"delivered" reads new files only, but cannot replace what came from one that changes\./,
  );
  await refused(
    { [model]: `{{ config(materialized='table', read='new_files') }} select 1 as a` },
    /"delivered" reads new files only, but nothing keeps what it made of the others\./,
  );
  await refused(
    {
      [model]: delivered().replace("source('raw', 'events')", "ref('all_events')"),
      'models/all_events.sql': "select * from {{ source('raw', 'events') }}",
    },
    /delivered reads new files, but no source itself\./,
  );
  const two = sources() + sources().split('\n').slice(3).join('\n').replace('name: events', 'name: others');
  await refused(
    {
      'models/sources.yml': two,
      [model]: `${delivered()} union all select id, day, file_name from {{ source('raw', 'others') }}`,
    },
    /delivered reads new files of two sources, raw\.events and raw\.others\./,
  );
  await refused(
    { 'models/sources.yml': sources().replace('name: day', 'name: file_index'), [model]: undefined },
    /cannot be told beside a column "file_index"/,
  );
});
