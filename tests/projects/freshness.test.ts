import { existsSync, utimesSync } from 'node:fs';
import test from 'ava';
import type { CliProject } from '../helpers/cli-project.ts';
import { failed, logLines, succeeded } from '../helpers/cli-result.ts';
import { tinyProject } from '../helpers/tiny-project.ts';

const hour = 3_600_000;
const ago = (hours: number) => new Date(Date.now() - hours * hour);

/** A table of the source `raw` with one line of YAML for each thing that it says. */
function table(name: string, ...says: readonly string[]): string {
  return [
    `      - name: ${name}`,
    `        location: data/${name}/*.json`,
    ...says.map(line => `        ${line}`),
    '        columns: [{ name: id, data_type: INTEGER }, { name: ms, data_type: BIGINT }, { name: seen, data_type: TIMESTAMP }]',
    '',
  ].join('\n');
}

function yaml(...tables: readonly string[]): Record<string, string | undefined> {
  return {
    ...{ 'models/sources.yml': undefined, 'models/stg_events.sql': undefined },
    ...{ 'models/payments.sql': undefined, 'models/payments.yml': undefined },
    'models/raw.yml': `sources:
  - name: raw
    freshness: { warn_after: { count: 12, period: hour }, error_after: { count: 2, period: day } }
    tables:
${tables.join('')}`,
  };
}

function record(time: Date, more: object = {}): string {
  return `${JSON.stringify({ id: 1, ms: time.getTime(), seen: time.toISOString(), ...more })}\n`;
}

interface Sources {
  readonly results: readonly {
    readonly unique_id: string;
    readonly status: string;
    readonly max_loaded_at?: string;
  }[];
}

function statuses(project: CliProject, path = 'target/sources.json'): Record<string, string> {
  const { results } = JSON.parse(project.read(path)) as Sources;
  return Object.fromEntries(results.map(({ unique_id, status }) => [unique_id.split('.').at(-1)!, status]));
}

test.serial('sources pass, warn or are stale by a column, an expression, a query or their files', async t => {
  const project = tinyProject(t, {
    ...yaml(
      table('column', 'loaded_at_field: seen'),
      table('expression', 'loaded_at_field: make_timestamp(ms * 1000)'),
      table('query', 'loaded_at_query: select max(seen) - interval 1 day from {{ this }}'),
      table('filtered', 'loaded_at_field: seen', 'freshness: { filter: id = 2 }'),
      table('files'),
      table('off', 'freshness: null'),
    ),
    'data/column/1.json': record(ago(1)) + record(ago(300)),
    'data/expression/1.json': record(ago(13)),
    'data/query/1.json': record(ago(30)),
    'data/filtered/1.json': record(ago(1)) + record(ago(20), { id: 2 }),
    'data/files/1.json': 'no record is read',
    'data/files/2.json': 'nor here',
    'data/off/1.json': record(ago(1000)),
  });
  for (const [file, hours] of [
    ['1', 100],
    ['2', 14],
  ] as const)
    utimesSync(project.path('data/files', `${file}.json`), ago(hours), ago(hours));
  const output = await failed(t, project.sparkify('source', 'freshness', '--threads', '1'), 1);
  t.regex(output, /1 of 5 START freshness of raw\.column \.+ \[RUN\]/);
  t.regex(output, /1 of 5 PASS freshness of raw\.column \.+ \[PASS, 60 minutes old in \d+\.\d\ds\]/);
  t.regex(output, /WARN freshness of raw\.expression \.+ \[WARN, 13 hours old in/);
  t.regex(output, /ERROR STALE freshness of raw\.query \.+ \[ERROR STALE, 2 days 6 hours old in/);
  t.regex(output, /WARN freshness of raw\.filtered \.+ \[WARN, 20 hours old in/);
  t.regex(
    output,
    /The newest file, data\/files\/2\.json, is 14 hours old, from .+ UTC; warn_after is 12 hours\./,
  );
  t.regex(output, /Finished running 5 sources in/);
  t.regex(output, /Next: .+ `sparkify source freshness` again\./);
  t.regex(output, /Done\. PASS=1 WARN=3 ERROR=1 SKIP=0 NO-OP=0 TOTAL=5/);
  t.deepEqual(statuses(project), {
    ...{ column: 'pass', expression: 'warn', query: 'error', filtered: 'warn', files: 'warn' },
  });
  t.false(existsSync(project.path('target/lake')), 'asking changes nothing');
});

test.serial('without a stale source the exit code is 0, unless warnings are errors', async t => {
  const project = tinyProject(t, {
    ...yaml(table('events', 'loaded_at_field: seen')),
    'data/events/1.json': record(ago(20)),
  });
  t.regex(
    await succeeded(t, project.sparkify('source', 'freshness', '-o', 'report/f.json')),
    /Completed with 1 warning/,
  );
  t.deepEqual(statuses(project, 'report/f.json'), { events: 'warn' });
  t.false(existsSync(project.path('target/sources.json')));
  t.regex(
    await failed(t, project.sparkify('source', 'freshness', '--warn-error'), 1),
    /ERROR STALE freshness of raw\.events/,
  );
  const lines = logLines(await succeeded(t, project.sparkify('source', 'freshness', '--log-format', 'json')));
  const result = lines.find(({ info }) => info.name === 'LogFreshnessResult')!;
  t.like(result.info, { code: 'Q018', level: 'warn' });
  t.like(result.data, { status: 'warn' });
});

test.serial('what cannot be read is an error of its source, and the others are still told', async t => {
  const project = tinyProject(t, {
    ...yaml(
      table('gone', 'loaded_at_field: seen'),
      table('broken', 'loaded_at_field: seen'),
      table('mended', 'loaded_at_field: seen', 'on_bad_record: quarantine'),
      table('empty', 'loaded_at_field: seen'),
      table('other', 'loaded_at_field: seen'),
      table('many', 'loaded_at_query: select seen from {{ this }}'),
    ),
    'data/many/1.json': record(ago(1)) + record(ago(2)),
    'data/broken/1.json': `${record(ago(1))}{"seen":"yesterday"}\n`,
    'data/mended/1.json': `${record(ago(1))}{"seen":"yesterday"}\n{"seen":\n`,
    'data/empty/1.json': '',
    // A bad value in a column that is not asked for.
    'data/other/1.json': record(ago(1), { id: 'x' }),
  });
  const output = await failed(t, project.sparkify('source', 'freshness'), 1);
  t.deepEqual(statuses(project), {
    ...{ gone: 'runtime error', broken: 'runtime error', mended: 'pass', empty: 'error', other: 'pass' },
    many: 'runtime error',
  });
  t.regex(output, /The folder data\/gone of the source raw\.gone does not exist\./);
  t.regex(output, /data\/broken\/1\.json:2:1 {2}error {2}bad-record/);
  t.regex(output, /models\/raw\.yml:2\d:26 {2}error.+\n.*The loaded_at_query gives more than one row\./);
  t.regex(output, /No row tells when it was loaded; error_after is 2 days\./);
  t.false(existsSync(project.path('target/quarantine')), 'the quarantine is that of the last build');
});

test.serial('what is asked in SQL is bound before a record is read, by check as well', async t => {
  const project = tinyProject(
    t,
    yaml(
      table('unknown', 'loaded_at_field: seeen'),
      table('number', 'loaded_at_field: ms'),
      table('nested', 'loaded_at_field: max(seen)'),
      table('filter', 'loaded_at_field: seen', 'freshness: { filter: idd = 1 }'),
      table('wide', 'loaded_at_query: select seen, id from {{ this }}'),
    ),
  );
  for (const command of [['check'], ['source', 'freshness']]) {
    const output = await failed(t, project.sparkify(...command), 2);
    t.regex(
      output,
      /models\/raw\.yml:7:26 {2}error {2}unknown-column\n.+raw\.unknown.+"seeen".+[\s\S]+?Did you mean "seen"\?/,
    );
    t.regex(output, /raw\.number is BIGINT, which is no moment\.[\s\S]+?make_timestamp\(ms \* 1000\)/);
    t.regex(output, /raw\.nested cannot be asked[\s\S]+?its greatest value is taken/);
    t.regex(
      output,
      /The freshness filter of raw\.filter cannot be asked: .+"idd"[\s\S]+?Did you mean "id"\?/,
    );
    t.regex(output, /raw\.wide gives 2 columns\./);
  }
});

test.serial('a project without freshness is told what to write', async t => {
  const project = tinyProject(t);
  const output = await succeeded(t, project.sparkify('source', 'freshness'));
  t.regex(output, /Nothing to do: no selected source says how old it may be\. Add freshness to one/);
});

test.serial('models of sources with newer data are selected by comparing two reports', async t => {
  const project = tinyProject(t, {
    ...yaml(table('one', 'loaded_at_field: seen'), table('two', 'loaded_at_field: seen')),
    'models/of_one.sql': "select * from {{ source('raw', 'one') }}",
    'models/of_two.sql': "select * from {{ source('raw', 'two') }}",
    'data/one/1.json': record(ago(3)),
    'data/two/1.json': record(ago(3)),
  });
  const ls = (...args: readonly string[]) =>
    project.sparkify('ls', '--output', 'name', '--resource-type', 'model', ...args);
  const without = await failed(t, ls('-s', 'source_status:fresher+'), 2);
  t.regex(without, /there is nothing to compare with\.\n {2}Give the folder of an earlier sources\.json/);
  t.regex(await failed(t, ls('-s', 'source_status:pass+'), 2), /Run `sparkify source freshness` first\./);
  await succeeded(t, project.sparkify('source', 'freshness', '-o', 'last-run/sources.json'));
  project.write({ 'data/two/2.json': record(ago(1)) });
  await succeeded(t, project.sparkify('source', 'freshness'));
  t.is(await succeeded(t, ls('-s', 'source_status:fresher+', '--state', 'last-run')), 'of_two\n');
  t.is(await succeeded(t, ls('-s', 'source_status:pass+')), 'of_one\nof_two\n');
  const built = project.sparkify('run', '-s', 'source_status:fresher+', '--state', 'last-run');
  t.regex(await succeeded(t, built), /1 of 1 OK created view model of_two/);
});
