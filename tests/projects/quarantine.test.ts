import { existsSync } from 'node:fs';
import { zstdCompressSync } from 'node:zlib';
import test from 'ava';
import type { CliProject } from '../helpers/cli-project.ts';
import { jsonLines, showPayments, tinyFiles, tinyPayments, tinyProject } from '../helpers/tiny-project.ts';

const sources = tinyFiles['models/sources.yml'].replace(
  'location:',
  'on_bad_record: quarantine\n        location:',
);
const bad = {
  'models/sources.yml': sources,
  'data/events/1.json': `id,user\r\n${tinyFiles['data/events/1.json']}\n{"id": 4.5,\n  "user": "Cy"}\n`,
  'data/events/2.json': `${tinyFiles['data/events/2.json']}{"id": 5, "user": "D`,
};
const others = {
  'models/others.sql': `{{ config(materialized='external') }} select count(*) as n from {{ source('raw', 'events') }}`,
};
const folder = 'target/quarantine/raw.events';

interface Entry {
  readonly file: string;
  readonly line: number;
  readonly endLine: number;
  readonly reason: string;
  readonly record: string;
}

const expected: readonly Entry[] = [
  { file: 'data/events/1.json', line: 1, endLine: 1, reason: 'it is not JSON', record: 'id,user' },
  {
    file: 'data/events/1.json',
    line: 5,
    endLine: 6,
    reason: '"id" is 4.5, which does not fit INTEGER',
    record: '{"id": 4.5,\n  "user": "Cy"}',
  },
  {
    file: 'data/events/2.json',
    line: 2,
    endLine: 2,
    reason: 'it is cut off',
    record: '{"id": 5, "user": "D',
  },
];

for (const [readers, files] of Object.entries({ 'one model reads': {}, 'several models read': others })) {
  test(`bad records of a source that ${readers} are moved to quarantine, and the good ones are published`, async t => {
    const project = tinyProject(t, { ...bad, ...files });
    const { exitCode, output } = await project.sparkify('build');
    t.is(exitCode, 0, output);
    t.deepEqual(quarantined(project), expected);
    t.is(await showPayments(project), tinyPayments);
    const said = 'Quarantined 3 records of source raw.events from 2 files: see target/quarantine/raw.events';
    t.is(output.split(said).length, 2, output);
    t.true(project.read('data/events/1.json').startsWith('id,user'), 'the raw files stay as they are');
  });
}

test('the results of a run count the records in quarantine', async t => {
  const project = tinyProject(t, bad);
  await project.sparkify('build');
  const results = JSON.parse(project.read('target/run_results.json')) as {
    args: { sparkify: { quarantined: unknown } };
  };
  t.deepEqual(results.args.sparkify.quarantined, [{ source: 'raw.events', records: 3, files: 2, folder }]);
});

test('undeclared keys and bad records of one source are both dealt with', async t => {
  for (const files of [{}, others]) {
    const project = tinyProject(t, {
      ...bad,
      ...files,
      'data/events/3.json': '{"id": 9, "device": "phone"}\n{"id": "x"}\n',
    });
    const { exitCode, output } = await project.sparkify('build');
    t.is(exitCode, 0, output);
    t.is(quarantined(project).length, 4);
    t.is(output.match(/"device" \(in 1 record/g)?.length, 1, output);
    t.is(output.match(/Quarantined 4 records/g)?.length, 1, output);
    t.is(await showPayments(project), `${tinyPayments}9,,,\n`);
  }
});

test('the bad records of several sources lie in folders of their own', async t => {
  const project = tinyProject(t, {
    ...bad,
    'models/sources.yml': `${sources}      - name: users
        location: data/users.json
        on_bad_record: quarantine
        columns: [{ name: user, data_type: VARCHAR }, { name: age, data_type: INTEGER }]
`,
    'models/users.sql': `{{ config(materialized='external') }} select * from {{ source('raw', 'users') }}`,
    'data/users.json': `{"user": "Ada", "age": 36.5}\n{"user": "Bo", "age": 36}\n`,
  });
  const { exitCode, output } = await project.sparkify('build');
  t.is(exitCode, 0, output);
  t.deepEqual(quarantined(project), expected);
  t.is(quarantined(project, 'target/quarantine/raw.users').length, 1);
});

test('a later build that meets no bad record empties the quarantine', async t => {
  const project = tinyProject(t, bad);
  await project.sparkify('build');
  t.is(quarantined(project).length, 3);
  project.write({
    'data/events/1.json': tinyFiles['data/events/1.json'],
    'data/events/2.json': tinyFiles['data/events/2.json'],
  });
  const { exitCode, output } = await project.sparkify('build');
  t.is(exitCode, 0, output);
  t.notRegex(output, /uarantine/);
  t.false(existsSync(project.path(folder)));
});

test('good and bad records together are all there were', async t => {
  const records = Array.from({ length: 2000 }, (_, id) => (id % 7 === 0 ? { id: `${id}` } : { id }));
  const project = tinyProject(t, {
    ...bad,
    'data/events/1.json': jsonLines(records.slice(0, 900)),
    'data/events/2.json': JSON.stringify(records.slice(900), undefined, 1),
  });
  const { exitCode, output } = await project.sparkify('build');
  t.is(exitCode, 0, output);
  const good = (await showPayments(project)).trim().split('\n').slice(1);
  const ids = [...good.map(row => Number(row.split(',')[0])), ...quarantined(project).map(idOf)];
  t.deepEqual(
    ids.sort((a, b) => a - b),
    records.map((_, id) => id),
  );
});

test('what can be read of a compressed file that breaks off is published', async t => {
  const [first, second] = [4, 6].map(id => zstdCompressSync(jsonLines([{ id }, { id: id + 1 }]))) as [
    Buffer,
    Buffer,
  ];
  const project = tinyProject(t, {
    'models/sources.yml': sources.replace('*.json', '*'),
    // Frames may follow each other; the second one breaks off.
    'data/events/3.json.zst': Buffer.concat([first, second.subarray(0, -3)]),
  });
  const { exitCode, output } = await project.sparkify('build');
  t.is(exitCode, 0, output);
  t.is(await showPayments(project), `${tinyPayments}4,,,\n5,,,\n6,,,\n`);
  t.like(quarantined(project), [
    { file: 'data/events/3.json.zst', line: 4, reason: 'it is cut off' },
    { file: 'data/events/3.json.zst', reason: 'its compressed data are damaged (unexpected end of file)' },
  ]);
});

test('when no good record is left, the table is published empty', async t => {
  const project = tinyProject(t, {
    'models/sources.yml': sources,
    'data/events/1.json': 'nothing\n',
    'data/events/2.json': 'at all',
  });
  const { exitCode, output } = await project.sparkify('build');
  t.is(exitCode, 0, output);
  t.is(quarantined(project).length, 2);
  t.is(await showPayments(project), 'id,user_name,amount,paid_at\n');
});

function quarantined(project: CliProject, at = folder): readonly Entry[] {
  return project
    .read(`${at}/bad-records.jsonl`)
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as Entry)
    .sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line);
}

function idOf({ record }: Entry): number {
  return Number((JSON.parse(record) as { id: string }).id);
}
