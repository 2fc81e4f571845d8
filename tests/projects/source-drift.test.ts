import test, { type ExecutionContext } from 'ava';
import { driftSchema } from '../../src/artifacts/drift-schema.ts';
import type { CliProject } from '../helpers/cli-project.ts';
import { failed, succeeded } from '../helpers/cli-result.ts';
import { jsonLines, tinyProject } from '../helpers/tiny-project.ts';

const sources = `sources:
  - name: raw
    undeclared_keys: ignore
    on_bad_record: quarantine
    tables:
      - name: events
        location: data/events/*.json
        columns:
          - { name: id, data_type: INTEGER }
          - { name: level, data_type: VARCHAR }
          - { name: note, data_type: VARCHAR }
          - { name: empty, data_type: VARCHAR }
`;

/** A hundred records, each of which `change` may change. */
function records(
  change: (record: Record<string, unknown>, index: number) => object = record => record,
): string {
  const plain = (index: number) => ({
    id: index,
    level: ['free', 'paid'][index % 2],
    note: 'n',
    empty: null,
  });
  return jsonLines(Array.from({ length: 100 }, (_, index) => change(plain(index), index)));
}

function drifting(t: ExecutionContext): CliProject {
  return tinyProject(t, {
    ...{
      'data/events/2.json': undefined,
      'models/payments.sql': undefined,
      'models/payments.yml': undefined,
    },
    'models/stg_events.sql': undefined,
    'models/sources.yml': sources,
    'models/events.sql': "{{ config(materialized='table') }} select * from {{ source('raw', 'events') }}",
    'data/events/1.json': records(),
  });
}

/** The report, which the command also writes. */
async function report(t: ExecutionContext, project: CliProject) {
  const { stdout, exitCode, output } = await project.sparkify('source', 'drift', '--json');
  t.is(exitCode, 0, output);
  t.deepEqual(JSON.parse(stdout), JSON.parse(project.read('target/drift.json')));
  return driftSchema.parse(JSON.parse(stdout)).sources[0]!;
}

test('files that are as declared and as before have not drifted', async t => {
  const project = drifting(t);
  t.regex(await succeeded(t, project.sparkify('source', 'drift')), /100 records; no release has read it yet/);
  await succeeded(t, project.sparkify('build'));
  project.write({ 'data/events/2.json': records(record => ({ ...record, id: Number(record.id) + 100 })) });
  const output = await succeeded(t, project.sparkify('source', 'drift'));
  t.regex(output, /^raw\.events {2}2 files, 200 records; 1 file new or changed since release \S+\n/);
  t.regex(output, /null +"empty" is null in every record that has it/);
  const { drifted, null_keys, before, now, now_is } = await report(t, project);
  t.deepEqual([drifted, null_keys, before.records, now.records, now_is], [false, ['empty'], 100, 100, 'new']);
});

test('undeclared and absent keys, misfits and shifts are told, with where they are', async t => {
  const project = drifting(t);
  await succeeded(t, project.sparkify('build'));
  const before = project.read('data/events/1.json');
  const fresh = records(({ id, note: _, ...rest }, index) => ({
    ...{ ...rest, id: Number(id) % 5, device: { os: 'x' } },
    ...(index === 7 && { id: 'seven' }),
    ...(index % 2 === 0 && { level: null }),
  }));
  project.write({ 'data/events/2.json': fresh });
  const { stdout, stderr, exitCode } = await project.sparkify('source', 'drift');
  t.is(exitCode, 0);
  t.regex(stdout, /undeclared +"device" in 99 records, e\.g\. \{"os":"x"\} in data\/events\/2\.json\n/);
  t.regex(stdout, /misfit +data\/events\/2\.json:8 {2}"id" is "seven", which does not fit INTEGER\n/i);
  t.regex(stdout, /shift +"id" was different in each record, and in new files it repeats: about 5 values\n/);
  t.regex(stdout, /shift +"level" has no value in \d\d\.\d % of the new records; before, in 0\.0 %\n/);
  t.regex(stdout, /shift +"note" has no value in 100\.0 % of the new records; before, in 0\.0 %\n/);
  t.regex(stderr, /source-drift\s+The source raw\.events has drifted/);
  const found = await report(t, project);
  t.true(found.drifted);
  t.is(found.misfits.records, 1);
  t.deepEqual(found.absent_keys, []);

  project.write({ 'data/events/1.json': fresh.replaceAll('"seven"', '7') });
  project.remove('data/events/2.json');
  t.deepEqual((await report(t, project)).absent_keys, ['note']);
  project.write({ 'data/events/1.json': before });
  const strict = ['--warn-error-options', '{"error": ["source-drift"]}'];
  await succeeded(t, project.sparkify('source', 'drift', ...strict));
  project.write({ 'data/events/2.json': fresh });
  t.regex(await failed(t, project.sparkify('source', 'drift', ...strict), 2), /error {2}source-drift/);
});

test('after a build, what it was the first to read is compared with what came before', async t => {
  const project = drifting(t);
  await succeeded(t, project.sparkify('build'));
  project.write({
    'data/events/2.json': records((record, index) => ({ ...record, level: `level ${index}` })),
  });
  await succeeded(t, project.sparkify('build'));
  const output = (await project.sparkify('source', 'drift')).stdout;
  t.regex(output, /2 files, 200 records; 1 file came with release /);
  t.regex(output, /shift +"level" has about \d+ different values in new files; before, about 2\n/);
  t.is((await report(t, project)).now_is, 'released');
});

/** The sources with a test of their drift, which says so much more. */
function tested(more: string): string {
  return sources.replace('        columns:', `        data_tests: [{ no_drift: ${more} }]\n        columns:`);
}

test('a build fails at drift where a test says so, and shows what has drifted', async t => {
  const project = drifting(t);
  project.write({ 'models/sources.yml': tested('{}') });
  t.regex(await succeeded(t, project.sparkify('build')), /PASS source_no_drift_raw_events_/);
  project.write({ 'data/events/2.json': records(record => ({ ...record, level: 'one', new_key: 1 })) });
  const output = await failed(t, project.sparkify('build'), 1);
  t.regex(output, /FAIL 1 source_no_drift_raw_events_/);
  t.regex(output, /undeclared[^\n]+new_key[^\n]+in 100 records, e\.g\. 1 in data\/events\/2\.json/);
  t.regex(output, /SKIP table model events/);

  project.write({ 'models/sources.yml': tested('{ arguments: { ignore: [undeclared] } }') });
  await succeeded(t, project.sparkify('build'));
  project.write({ 'models/sources.yml': tested("{ config: { severity: warn, where: key <> 'x' } }") });
  t.regex((await project.sparkify('test')).stdout, /WARN 1 source_no_drift_raw_events/);
  t.regex(
    await succeeded(t, project.sparkify('build', '--empty')),
    /PASS source_no_drift_raw_events_ \(not measured: /,
  );
});

test('a table that is no source has no drift to be tested', async t => {
  const project = drifting(t);
  project.write({ 'models/events.yml': 'models: [{ name: events, data_tests: [no_drift] }]\n' });
  const output = await failed(t, project.sparkify('check'), 2);
  t.regex(
    output,
    /The test no_drift looks at raw files, and events has none\.\s[\s\S]*Declare it on a table of a source\./,
  );
});
