import type { ChildProcess } from 'node:child_process';
import { readdirSync } from 'node:fs';
import test, { type ExecutionContext } from 'ava';
import type { CliProject } from '../helpers/cli-project.ts';
import { failed, logLines, succeeded } from '../helpers/cli-result.ts';
import { connectDuckDb } from '../helpers/duckdb-connection.ts';
import { lakeLeftovers } from '../helpers/lake-leftovers.ts';
import { currentRelease, currentTable, dataFiles } from '../helpers/lake-reader.ts';
import { jsonLines, type ProjectFiles, tinyConfig, tinyProject } from '../helpers/tiny-project.ts';

const sources = `sources:
  - name: raw
    tables:
      - name: plays
        location: data/*.json
        config: { event_time: played_at }
        columns:
          - { name: id, data_type: INTEGER }
          - { name: played_at, data_type: TIMESTAMP }
`;

interface Written {
  readonly size?: string;
  readonly by?: string;
  readonly more?: string;
  readonly query?: string;
}

const plain = "select id, played_at, cast(played_at as date) as day from {{ ref('staged') }}";

const plays = ({ size = 'day', by = 'day', more = '', query = plain }: Written = {}) => `{{ config(
  materialized='incremental', incremental_strategy='microbatch', event_time='played_at',
  begin='2026-01-01', batch_size='${size}', partition_by='${by}'${more}
) }}
${query}
`;

const JANUARY = ['--event-time-start', '2026-01-01', '--event-time-end', '2026-01-04'];
const range = (start: string, end: string) => ['--event-time-start', start, '--event-time-end', end];

function batchProject(t: ExecutionContext, model = plays(), more: ProjectFiles = {}): CliProject {
  return tinyProject(t, {
    ...{ 'models/stg_events.sql': undefined, 'models/payments.sql': undefined },
    ...{ 'models/payments.yml': undefined, 'data/events/1.json': undefined, 'data/events/2.json': undefined },
    'models/sources.yml': sources,
    'models/staged.sql': `{{ config(materialized='table', event_time='played_at') }}
select id, played_at from {{ source('raw', 'plays') }}
`,
    'models/plays.sql': model,
    'data/1.json': jsonLines([
      { id: 1, played_at: '2026-01-01T00:00:00' },
      { id: 2, played_at: '2026-01-01T23:59:59.999999' },
      { id: 3, played_at: '2026-01-02T00:00:00' },
      { id: 4, played_at: '2026-01-03T12:00:00' },
    ]),
    ...more,
  });
}

type Play = readonly [id: number, time: string];

const deliver = (project: CliProject, name: string, ...some: readonly Play[]) =>
  project.write({ [`data/${name}.json`]: jsonLines(some.map(([id, played_at]) => ({ id, played_at }))) });

async function ids(project: CliProject): Promise<string> {
  const sql = "select id from {{ ref('plays') }} order by all";
  const shown = await project.sparkify('show', '--inline', sql, '--limit', '-1', '--output', 'csv');
  if (shown.exitCode !== 0) throw new Error(shown.output);
  return shown.stdout.trim().split('\n').slice(1).join(' ');
}

const filesOf = async (t: ExecutionContext, project: CliProject) => {
  const lake = project.path('target/lake');
  return dataFiles(await connectDuckDb(t), lake, currentTable(lake, 'plays'));
};

/** The lines of batches, by their dates: `OK 2026-01-01`. */
function batchLines(output: string): readonly string[] {
  const lines = output.matchAll(/Batch \d+ of \d+ (\w+) (?:created |creating )?batch (\S+) of plays/g);
  return [...lines].map(([, word, batch]) => `${word} ${batch}`).sort();
}

interface Results {
  readonly results: readonly {
    readonly unique_id: string;
    readonly status: string;
    readonly batch_results: { readonly successful: string[][]; readonly failed: string[][] } | null;
  }[];
}

function resultOf(project: CliProject, id = 'model.tiny.plays') {
  const { results } = JSON.parse(project.read('target/run_results.json')) as Results;
  return results.find(({ unique_id }) => unique_id === id)!;
}

test('each batch is handed what happened in its own window, which is half open, and has a line of its own', async t => {
  const project = batchProject(t);
  const output = await succeeded(t, project.sparkify('build', ...JANUARY));
  t.deepEqual(batchLines(output), ['OK 2026-01-01', 'OK 2026-01-02', 'OK 2026-01-03']);
  t.regex(output, /Batch 1 of 3 OK created batch 2026-01-01 of plays \.* \[2 rows in \d/);
  t.regex(output, /OK created incremental model plays \.+ \[4 rows, 3 files/);
  t.is(await ids(project), '1 2 3 4');
  const { status, batch_results } = resultOf(project);
  t.is(status, 'success');
  t.deepEqual(batch_results!.successful[0], ['2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z']);
  t.deepEqual([batch_results!.successful.length, batch_results!.failed], [3, []]);
  t.deepEqual(await lakeLeftovers(await connectDuckDb(t), project.path('target/lake')), []);
  t.deepEqual(readdirSync(project.path('target/batches')), []);
});

test('a batch replaces exactly the rows of its window, and other partitions keep their files', async t => {
  const project = batchProject(t);
  await succeeded(t, project.sparkify('build', ...JANUARY));
  const before = await filesOf(t, project);
  // The second day gets another record and the first loses one, of which nobody asks here.
  deliver(project, '1', [1, '2026-01-01T00:00:00'], [3, '2026-01-02T00:00:00'], [5, '2026-01-02T01:00:00']);
  await succeeded(t, project.sparkify('build', ...range('2026-01-02', '2026-01-03')));
  t.is(await ids(project), '1 2 3 4 5');
  t.is((await filesOf(t, project)).filter(file => before.includes(file)).length, 2);
  const again = await succeeded(t, project.sparkify('build', ...range('2026-01-02', '2026-01-03')));
  t.regex(again, /OK created incremental model plays \.+ \[5 rows, unchanged/);
  await succeeded(t, project.sparkify('build', ...JANUARY));
  t.is(await ids(project), '1 3 5', 'what is gone from a window goes from the table');
});

for (const [title, model, wholeDay] of [
  ['a partition that holds several windows', plays({ size: 'hour' }), false],
  ['a table without partitions', plays().replace(", partition_by='day'", ''), true],
  [
    'partitions by something else',
    plays({ by: 'kind', query: plain.replace(' from', ', id % 2 as kind from') }),
    true,
  ],
  ['a window of several partitions', plays({ size: 'month' }), true],
] as const) {
  test(`with ${title} the rows of other windows are carried over`, async t => {
    const project = batchProject(t, model);
    await succeeded(t, project.sparkify('build', ...JANUARY));
    t.is(await ids(project), '1 2 3 4');
    deliver(
      project,
      '1',
      [10, '2026-01-01T00:30:00'],
      [20, '2026-01-01T23:00:00'],
      [40, '2026-01-03T12:00:00'],
    );
    const end = wholeDay ? '2026-01-02 00:00' : '2026-01-01 01:00';
    const output = await succeeded(t, project.sparkify('build', ...range('2026-01-01 00:00', end)));
    const expected = model.includes("'month'") ? '10 20 40' : wholeDay ? '3 4 10 20' : '2 3 4 10';
    t.is(await ids(project), expected);
    if (!wholeDay) t.deepEqual(batchLines(output), ['OK 2026-01-01T00']);
    await succeeded(t, project.sparkify('build', '--full-refresh', ...JANUARY));
    t.is(await ids(project), '10 20 40');
  });
}

test('a day is computed from begin on, then the latest days with their lookback, then what was missed', async t => {
  const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
  const begin = (ago: number) => plays().replace("begin='2026-01-01'", `begin='${day(ago)}'`);
  const project = batchProject(t, begin(2));
  deliver(project, '1', [1, `${day(3)}T10:00:00`], [2, `${day(2)}T10:00:00`], [3, `${day(0)}T00:00:00`]);
  const first = await succeeded(t, project.sparkify('build'));
  t.deepEqual(batchLines(first), [`OK ${day(2)}`, `OK ${day(1)}`, `OK ${day(0)}`].sort());
  t.is(await ids(project), '2 3', 'what happened before begin is no part of it');
  deliver(project, '2', [4, `${day(1)}T10:00:00`], [5, `${day(2)}T10:00:00`]);
  const second = await succeeded(t, project.sparkify('build'));
  t.deepEqual(batchLines(second), [`OK ${day(1)}`, `OK ${day(0)}`].sort());
  t.is(await ids(project), '2 3 4', 'what came later than lookback waits for somebody to ask for it');
  t.regex(
    await succeeded(t, project.sparkify('plan')),
    /plays .*computes 2 batches, .*: the latest, with its lookback/,
  );
  await succeeded(t, project.sparkify('build', '--full-refresh'));
  t.is(await ids(project), '2 3 4 5');

  // A table that ends four days ago: as if nothing had run since.
  const late = batchProject(t, begin(5));
  deliver(late, '1', [1, `${day(5)}T10:00:00`], [2, `${day(2)}T10:00:00`]);
  await succeeded(t, late.sparkify('build', ...range(day(5), day(4))));
  const plan = await succeeded(t, late.sparkify('plan'));
  t.regex(plan, new RegExp(`computes 6 batches, ${day(5)} to ${day(0)}: all since the last one`));
  t.is(batchLines(await succeeded(t, late.sparkify('build'))).length, 6);
  t.is(await ids(late), '1 2');
});

/** Fails for the record 3, of January 2, while there is a file `broken` in the project. */
const breakable =
  "select id, played_at, cast(played_at as date) as day, case when id = 3 and (select count(*) from glob('broken')) > 0 then error('three') else 1 end as one from {{ ref('staged') }}";

test('a retry of a table whose batches are all there computes none', async t => {
  const gate = `, post_hook="select if(count(*) = 0, error('not yet'), 'open') from glob('gate*')"`;
  const project = batchProject(t, plays({ more: gate }));
  const output = await failed(t, project.sparkify('build', ...JANUARY), 1);
  t.regex(output, /not yet/);
  project.write({ 'gate.txt': '' });
  const again = await succeeded(t, project.sparkify('retry'));
  t.deepEqual(batchLines(again), ['KEPT 2026-01-01', 'KEPT 2026-01-02', 'KEPT 2026-01-03']);
  t.is(await ids(project), '1 2 3 4');
});

test('where batches fail it is a partial success, and a retry computes these alone', async t => {
  const project = batchProject(t, plays({ query: breakable }), {
    'models/after.sql': "{{ config(materialized='table') }} select count(*) as n from {{ ref('plays') }}",
    broken: '',
  });
  const output = await failed(t, project.sparkify('build', ...JANUARY), 1);
  t.deepEqual(batchLines(output), ['ERROR 2026-01-02', 'OK 2026-01-01', 'OK 2026-01-03']);
  t.regex(output, /PARTIAL SUCCESS creating incremental model plays \.* ?\[PARTIAL SUCCESS \(2\/3\) in/);
  t.regex(output, /The table and 2 batches that are finished are kept for `sparkify retry`\./);
  t.regex(output, /Completed with 1 partial success:/);
  t.regex(output, /SKIP table model after because of plays/);
  t.regex(output, /The error is that of 2026-01-02\.\n +Missing are 1 of 3 batches: 2026-01-02/);
  t.regex(output, /Next: fix what is named above, then run `sparkify retry` to go on from here\./);
  t.regex(output, /Done\. PASS=1 WARN=0 ERROR=1 SKIP=1/);
  const { status, batch_results } = resultOf(project);
  t.is(status, 'partial success');
  t.deepEqual(batch_results!.failed, [['2026-01-02T00:00:00.000Z', '2026-01-03T00:00:00.000Z']]);
  t.is(currentRelease(project.path('target/lake')), undefined);

  const again = await failed(t, project.sparkify('retry'), 1);
  t.deepEqual(batchLines(again), ['ERROR 2026-01-02', 'KEPT 2026-01-01', 'KEPT 2026-01-03']);
  project.remove('broken');
  const mended = await succeeded(t, project.sparkify('retry'));
  t.deepEqual(batchLines(mended), ['KEPT 2026-01-01', 'KEPT 2026-01-03', 'OK 2026-01-02']);
  t.is(await ids(project), '1 2 3 4');
  t.deepEqual(readdirSync(project.path('target/batches')), []);
  t.deepEqual(await lakeLeftovers(await connectDuckDb(t), project.path('target/lake')), []);
});

test('with other SQL no batch is taken up again, and where all fail it is an error', async t => {
  const project = batchProject(t, plays({ query: breakable }), { broken: '' });
  await failed(t, project.sparkify('build', ...JANUARY), 1);
  project.write({ 'models/plays.sql': plays({ query: breakable.replace('else 1', 'else 2') }) });
  const output = await failed(t, project.sparkify('retry'), 1);
  t.deepEqual(batchLines(output), ['ERROR 2026-01-02', 'OK 2026-01-01', 'OK 2026-01-03']);
  const alone = await failed(t, project.sparkify('build', ...range('2026-01-02', '2026-01-03')), 1);
  t.regex(alone, /1 of \d+ ERROR creating incremental model plays|ERROR creating incremental model plays/);
  t.is(resultOf(project).status, 'error');
});

/** Each batch but the first takes some seconds. */
const slow =
  "select id, played_at, cast(played_at as date) as day, (select count(*) from range(if(id = 1, 1, 3000000000))) > 0 as slow from {{ ref('staged') }}";

function firstBatch({ stdout }: ChildProcess): Promise<void> {
  return new Promise(done => {
    stdout!.on('data', (text: string) => text.includes('OK created batch 2026-01-01') && done());
  });
}

test('a backfill that is killed goes on with the batches that are done', async t => {
  t.timeout(120_000);
  const project = batchProject(t, plays({ query: slow }));
  const { child, ended } = project.start('build', '--threads', '1', ...JANUARY);
  await firstBatch(child);
  child.kill('SIGKILL');
  t.is((await ended).signal, 'SIGKILL');
  const output = await succeeded(t, project.sparkify('retry'));
  t.true(batchLines(output).includes('KEPT 2026-01-01'), output);
  t.is(await ids(project), '1 2 3 4');
});

test('a query that reads its own table goes batch by batch, each on those before it', async t => {
  const query = `select id, played_at, cast(played_at as date) as day,
  {% if is_incremental() %} (select count(*) from {{ this }}) {% else %} cast(0 as bigint) {% endif %} as before
from {{ ref('staged') }}`;
  const project = batchProject(t, plays({ query }));
  const count = async () => {
    const sql = "select id, before from {{ ref('plays') }} order by all";
    const shown = await succeeded(t, project.sparkify('show', '--inline', sql, '--output', 'csv'));
    return shown.trim().split('\n').slice(1).join(' ');
  };
  await succeeded(t, project.sparkify('build', '--threads', '4', ...JANUARY));
  t.is(await count(), '1,0 2,0 3,2 4,3');
  // Of the table that is there, each batch sees what those before it made of it: its own window as it was.
  deliver(project, '2', [5, '2026-01-02T10:00:00']);
  await succeeded(t, project.sparkify('build', ...range('2026-01-02', '2026-01-04')));
  t.is(await count(), '1,0 2,0 3,4 4,5 5,4');
});

test('a query that may run side by side though it reads its own table waits for the first batch of a new one', async t => {
  const query = `select id, played_at, cast(played_at as date) as day,
  {% if is_incremental() %} (select min(id) from {{ this }}) {% else %} 0 {% endif %} as first
from {{ ref('staged') }}`;
  const project = batchProject(t, plays({ query, more: ', concurrent_batches=true' }));
  await succeeded(t, project.sparkify('build', '--threads', '4', ...JANUARY));
  await succeeded(t, project.sparkify('build', '--threads', '4', ...JANUARY));
  t.is(await ids(project), '1 2 3 4');
});

test('without concurrency a batch that fails keeps no other one from running, since none builds on it', async t => {
  const project = batchProject(t, plays({ query: breakable, more: ', concurrent_batches=false' }), {
    broken: '',
  });
  const output = await failed(t, project.sparkify('build', ...JANUARY), 1);
  t.deepEqual(batchLines(output), ['ERROR 2026-01-02', 'OK 2026-01-01', 'OK 2026-01-03']);
});

test('an interrupted backfill keeps the batches that are done', async t => {
  t.timeout(120_000);
  const project = batchProject(t, plays({ query: slow }));
  const { child, ended } = project.start('build', '--threads', '1', ...JANUARY);
  await firstBatch(child);
  child.kill('SIGINT');
  const { exitCode, stdout } = await ended;
  t.is(exitCode, 1, stdout);
  t.regex(stdout, /STOPPED incremental model plays/);
  t.regex(stdout, /The table and batch that are finished are kept for `sparkify retry`/);
  t.true(batchLines(await succeeded(t, project.sparkify('retry'))).includes('KEPT 2026-01-01'));
  t.is(await ids(project), '1 2 3 4');
});

test('.render() reads all of a table, and model.batch tells the batch', async t => {
  const query = `select id, played_at, cast(played_at as date) as day, '{{ model.batch.id if model.batch else "none" }}' as batch,
  (select count(*) from {{ ref('staged').render() }}) as everything, (select count(*) from {{ ref('staged') }}) as mine
from {{ ref('staged') . render( ) }}
{% if model.batch %} where played_at >= '{{ model.batch.event_time_start }}' and played_at < '{{ model.batch.event_time_end }}' {% endif %}`;
  const project = batchProject(t, plays({ query }));
  await succeeded(t, project.sparkify('build', ...JANUARY));
  const sql = "select id, batch, everything, mine from {{ ref('plays') }} order by all";
  const shown = await succeeded(t, project.sparkify('show', '--inline', sql, '--output', 'csv'));
  t.deepEqual(shown.trim().split('\n').slice(1), [
    ...['1,20260101,4,2', '2,20260101,4,2', '3,20260102,4,1', '4,20260103,4,1'],
  ]);
});

test('sources are windows, too, read once for all batches, and what has no event_time is read whole', async t => {
  const query = `select p.id, p.played_at, cast(p.played_at as date) as day, l.title
from {{ source('raw', 'plays') }} as p join {{ ref('levels') }} as l on l.id = p.id % 2`;
  const project = batchProject(t, plays({ query }), { 'seeds/levels.csv': 'id,title\n0,even\n1,odd\n' });
  await succeeded(t, project.sparkify('build', ...JANUARY));
  t.is(await ids(project), '1 2 3 4');
  const lake = project.path('target/lake');
  const { ledger } = currentRelease(lake)!.sources[0]!;
  const connection = await connectDuckDb(t);
  const read = await connection.runAndReadAll(`select rows from read_parquet('${lake}/${ledger}')`);
  t.deepEqual(read.getRowsJson(), [['4']]);
});

test('rows that are not of their batch are refused, since they would join the table again and again', async t => {
  const query =
    "select id, played_at + interval 1 day as played_at, cast(played_at as date) as day from {{ ref('staged') }}";
  const project = batchProject(t, plays({ query }));
  const output = await failed(t, project.sparkify('build', ...range('2026-01-02', '2026-01-03')), 1);
  t.regex(output, /outside-batch/);
  t.regex(
    output,
    /The batch 2026-01-02 of plays has 1 row whose played_at lies outside of it, e\.g\. 2026-01-03 00:00:00\./,
  );
  project.write({ 'models/plays.sql': plays({ query: query.replace('interval 1 day', 'null::interval') }) });
  t.regex(
    await failed(t, project.sparkify('build', ...range('2026-01-02', '2026-01-03')), 1),
    /1 row whose played_at lies outside of it, e\.g\. NULL/,
  );
});

for (const [what, model, message] of [
  [
    'no event_time',
    plays().replace("event_time='played_at',", ''),
    /"plays" is made of microbatches, but no event_time/,
  ],
  [
    'no begin',
    plays().replace("begin='2026-01-01',", ''),
    /batch_size and begin do not say which ones there are/,
  ],
  [
    'no batch_size',
    plays().replace("batch_size='day',", ''),
    /batch_size and begin do not say which ones there are/,
  ],
  [
    'a batch_size that is none',
    plays({ size: 'week' }),
    /gives "batch_size" the wrong value "week"[\s\S]*hour, day, month or year/,
  ],
  ['a begin that is none', plays().replace("'2026-01-01'", "'soon'"), /gives "begin" the wrong value "soon"/],
  ['a lookback that is none', plays({ more: ', lookback=-1' }), /gives "lookback" the wrong value -1/],
  [
    'an event_time that is no time',
    plays().replace("event_time='played_at'", "event_time='id'"),
    /event_time of plays is "id", which is INTEGER/,
  ],
  [
    'nothing of which there are windows',
    plays({ query: plain.replace("ref('staged')", "ref('staged').render()") }),
    /plays is made of microbatches, and reads nothing of which there are windows/,
  ],
  [
    'what has no event_time',
    plays({ query: "select id, ts as played_at, cast(ts as date) as day from {{ ref('timeless') }}" }),
    /plays is made of microbatches, and reads all of timeless in every batch/,
  ],
  [
    'a batch where there is none',
    plays({ query: `${plain} where played_at >= '{{ model.batch.event_time_start }}'` }),
    /models\/plays\.sql/,
  ],
  ['follows', plays({ more: ", follows='staged'" }), /"plays" follows staged, but no key tells/],
] as const) {
  test(`check refuses ${what}`, async t => {
    const project = batchProject(t, model, {
      'models/timeless.sql': "select id, played_at as ts from {{ ref('staged') }}",
    });
    t.regex(await failed(t, project.sparkify('check'), 2), message);
  });
}

test('a unit test gives a microbatch model its rows, whatever batch they are of', async t => {
  const project = batchProject(t, plays(), {
    'models/plays.yml': `unit_tests:
  - name: keeps_all
    model: plays
    given:
      - input: ref('staged')
        rows: [{ id: 1, played_at: '2020-01-01' }, { id: 2, played_at: '2030-01-01' }]
    expect: { rows: [{ id: 1 }, { id: 2 }] }
`,
  });
  t.regex(await succeeded(t, project.sparkify('test', '--select', 'plays')), /PASS plays::keeps_all/);
});

test('a sample is computed at once, and nothing of it joins the table', async t => {
  const project = batchProject(t);
  await succeeded(t, project.sparkify('build', ...JANUARY));
  for (const part of [['--empty'], ['--sample', '{"start": "2026-01-02", "end": "2026-01-03"}']]) {
    const output = await succeeded(t, project.sparkify('build', ...part));
    t.deepEqual(batchLines(output), []);
    t.regex(output, /Nothing was published/);
  }
  t.is(await ids(project), '1 2 3 4');
});

test('with reuse a table stands until something is new, a batch has begun or somebody asks for a time', async t => {
  const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
  const model = plays().replace("begin='2026-01-01'", `begin='${day(1)}'`);
  const project = batchProject(t, model, { 'sparkify.config.ts': tinyConfig({ more: '  reuse: true,\n' }) });
  deliver(project, '1', [1, `${day(1)}T10:00:00`]);
  await succeeded(t, project.sparkify('build'));
  t.regex(await succeeded(t, project.sparkify('build')), /Nothing new/);
  deliver(project, '2', [2, `${day(0)}T00:00:00`]);
  // This computes yesterday only: today is still to come, though all that the model reads stays as it is.
  t.is(batchLines(await succeeded(t, project.sparkify('build', ...range(day(1), day(0))))).length, 1);
  t.is(await ids(project), '1');
  t.regex(await succeeded(t, project.sparkify('plan')), /plays +incremental +what it reads changed/);
  await succeeded(t, project.sparkify('build'));
  t.is(await ids(project), '1 2');
  t.regex(await succeeded(t, project.sparkify('build')), /Nothing new/);
});

test('what was planned is built: the same batches, whenever that is', async t => {
  const project = batchProject(t);
  const plan = await succeeded(t, project.sparkify('plan', '--out', 'plan.json', ...JANUARY));
  t.regex(
    plan,
    /plays +by day +all of it, for it is new; computes 3 batches, 2026-01-01 to 2026-01-03: what --event-time-start/,
  );
  const { args, writes } = JSON.parse(project.read('plan.json')) as {
    readonly args: { readonly event_time_start: string };
    readonly writes: readonly {
      readonly table: string;
      readonly batches: { readonly windows: object[] } | null;
    }[];
  };
  t.is(args.event_time_start, '2026-01-01T00:00:00.000Z');
  t.is(writes.find(({ table }) => table === 'plays')!.batches!.windows.length, 3);
  t.regex(
    await failed(t, project.sparkify('build', '--plan', 'plan.json', ...JANUARY), 2),
    /--plan and --event-time-start exclude each other/,
  );
  t.is(batchLines(await succeeded(t, project.sparkify('build', '--plan', 'plan.json'))).length, 3);
});

test('on Spark a microbatch model is refused by name', async t => {
  const project = batchProject(t, plays(), {
    'sparkify.config.ts': tinyConfig()
      .replace('duckdb }', 'duckdb, spark }')
      .replace('dev: duckdb', "far: spark({ lake: 'target/far' }), dev: duckdb"),
  });
  t.regex(
    await failed(t, project.sparkify('check', '--target', 'far'), 2),
    /Microbatches are computed by DuckDB only/,
  );
});

test('other batches are a change of the model, as dbt takes it', async t => {
  const project = batchProject(t);
  await succeeded(t, project.sparkify('compile'));
  project.write({ 'before/manifest.json': project.read('target/manifest.json') });
  const modified = () =>
    succeeded(t, project.sparkify('ls', '--select', 'state:modified', '--state', 'before', '--quiet'));
  t.notRegex(await modified(), /plays/);
  project.write({ 'models/plays.sql': plays({ more: ', lookback=3' }) });
  t.regex(await modified(), /plays/);
});

test('the log names batches as objects', async t => {
  const project = batchProject(t);
  const lines = logLines(await succeeded(t, project.sparkify('build', '--log-format', 'json', ...JANUARY)));
  const ended = lines.filter(({ info }) => info.name === 'BatchFinished');
  t.deepEqual(ended.map(({ data }) => [data.id, data.status, data.rows]).sort(), [
    ['20260101', 'success', 2],
    ['20260102', 'success', 1],
    ['20260103', 'success', 1],
  ]);
});

test('options that say no time are refused', async t => {
  const project = batchProject(t);
  t.regex(
    await failed(t, project.sparkify('build', '--event-time-start', '2026-01-01'), 2),
    /without --event-time-end/,
  );
  t.regex(await failed(t, project.sparkify('test', ...JANUARY), 2), /Only run, build and plan take it/);
});

test('batches of a table that stays while others are published are taken up by a retry, unless somebody published since', async t => {
  const keeping = plays({ query: breakable, more: ", on_failure='keep_previous'" });
  const project = batchProject(t, keeping, {
    'models/other.sql': "{{ config(materialized='table', on_failure='keep_previous') }} select 1 as n",
    'models/staged.sql': `{{ config(materialized='table', event_time='played_at', on_failure='keep_previous') }}
select id, played_at from {{ source('raw', 'plays') }}
`,
    broken: '',
  });
  const output = await failed(t, project.sparkify('build', ...JANUARY), 1);
  t.regex(output, /Published release/);
  t.deepEqual(batchLines(output), ['ERROR 2026-01-02', 'OK 2026-01-01', 'OK 2026-01-03']);
  const again = await failed(t, project.sparkify('retry'), 1);
  t.deepEqual(batchLines(again), ['ERROR 2026-01-02', 'KEPT 2026-01-01', 'KEPT 2026-01-03']);
  project.remove('broken');
  const mended = await succeeded(t, project.sparkify('retry'));
  t.deepEqual(batchLines(mended), ['KEPT 2026-01-01', 'KEPT 2026-01-03', 'OK 2026-01-02']);
  t.is(await ids(project), '1 2 3 4');
  t.deepEqual(readdirSync(project.path('target/batches')), []);

  project.write({ broken: '' });
  await failed(t, project.sparkify('build', ...JANUARY), 1);
  // What the batches were made of may be another table by now, made of the same.
  const told = project.read('target/run_results.json');
  project.write({ 'models/other.sql': project.read('models/other.sql').replace('1 as n', '2 as n') });
  await succeeded(t, project.sparkify('build', '--select', 'other'));
  project.write({ 'target/run_results.json': told });
  project.remove('broken');
  const anew = await succeeded(t, project.sparkify('retry'));
  t.deepEqual(batchLines(anew), ['OK 2026-01-01', 'OK 2026-01-02', 'OK 2026-01-03']);
});
