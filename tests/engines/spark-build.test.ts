import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import test, { type ExecutionContext } from 'ava';
import { quoteLiteral } from '../../src/columns/quote.ts';
import { type CliProject, runSparkify } from '../helpers/cli-project.ts';
import { failed, succeeded } from '../helpers/cli-result.ts';
import { currentRelease } from '../helpers/lake-reader.ts';
import { jsonLines, type ProjectFiles, tinyProject } from '../helpers/tiny-project.ts';
import { pyspark, sparkTest } from './spark-test.ts';
import { startWarmSpark } from './warm-spark.ts';

/** For what is about the start of Spark and its end. */
const coldSubmit = pyspark === undefined ? 'spark-submit' : join(pyspark, 'bin', 'spark-submit');

const warm = await startWarmSpark();

test.after.always(() => warm.stop());

function config(options = '', submit = warm.submit): string {
  return `import { defineConfig, duckdb, spark } from 'sparkify';

export default defineConfig({
  name: 'tiny',
  targets: {
    dev: duckdb({ lake: 'target/lake' }),
    spark: spark({ lake: 'target/spark', master: 'local[2]', submit: '${submit}', ${options} }),
  },
});
`;
}

function sources(policies = ''): string {
  return `sources:
  - name: raw
    tables:
      - name: events
        location: data/events/*
        ${policies}
        columns:
          - { name: id, data_type: INTEGER }
          - { name: user, data_type: VARCHAR }
          - { name: amount, data_type: DOUBLE }
          - { name: paid_at, data_type: TIMESTAMP }
`;
}

/** A table that another reads, a seed, a small table without partitions, and tests of each kind. */
const files: ProjectFiles = {
  'sparkify.config.ts': config(),
  'models/sources.yml': sources(),
  'seeds/levels.csv': 'user_name,level\nAda,paid\nBo,free\n',
  'seeds/levels.yml': 'seeds:\n  - name: levels\n    columns: [{ name: level, data_tests: [not_null] }]\n',
  'models/totals.sql': `{{ config(materialized='table') }}
select p.user_name, l.level, count(*) as payments, max(p.amount) as most
from {{ ref('payments') }} as p left join {{ ref('levels') }} as l on l.user_name = p.user_name
group by p.user_name, l.level
`,
};

/** A day's plain lines, as a program writes them. */
const plainLines = jsonLines([
  { id: 1, user: 'Ada', amount: 1.5, paid_at: '2026-01-01 10:00:00' },
  { id: 2, user: 'Bo', amount: 2, paid_at: '2026-01-02 10:00:00' },
]);

const manyLines = jsonLines(
  Array.from({ length: 2000 }, (_, place) => ({
    id: 1000 + place,
    user: `user ${place % 3}`,
    amount: place / 4,
  })),
);

const queries = ['payments', 'totals'].map(name => `select * from {{ ref('${name}') }} order by all`);

/** All rows of the two tables on a target, as the release has them. */
async function rowsOn(project: CliProject, target: 'dev' | 'spark'): Promise<readonly string[]> {
  const rows: string[] = [];
  for (const query of queries) {
    const shown = project.sparkify('show', '--target', target, '--inline', query, '--output', 'csv');
    const { exitCode, stdout, output } = await shown;
    if (exitCode !== 0) throw new Error(output);
    rows.push(stdout);
  }
  return rows;
}

/** What a build says of its data, without times, places in the lake and lines of nodes. */
function told(output: string): string {
  const start = output.search(/Quarantined|models\/sources\.yml:/);
  const said = output.slice(start === -1 ? output.length : start);
  return said.slice(0, said.search(/\n\d\d:\d\d:\d\d {2}\d+ of/)).replaceAll(/^\d\d:\d\d:\d\d {2}/gm, '');
}

/** How many rows each source file gave to a release, and how many of its records were bad. */
async function ledgerOf(project: CliProject, lake: 'lake' | 'spark'): Promise<unknown> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const ledgers = project.path('target', lake, '_sparkify/sources/*/*.parquet');
  const reader = await connection.runAndReadAll(
    `select path, rows, quarantined from read_parquet(${quoteLiteral(ledgers)}) order by path`,
  );
  return reader.getRowsJson();
}

async function sameOnBoth(t: ExecutionContext, project: CliProject): Promise<string> {
  const ours = await project.sparkify('build');
  t.is(ours.exitCode, 0, ours.output);
  // As in a container that sets no language.
  const env = { ...process.env, LC_ALL: 'C' };
  const theirs = await runSparkify(['build', '--target', 'spark'], project.folder, env).ended;
  t.is(theirs.exitCode, 0, theirs.output);
  t.is(told(theirs.output).split('\n').sort().join('\n'), told(ours.output).split('\n').sort().join('\n'));
  t.deepEqual(await rowsOn(project, 'spark'), await rowsOn(project, 'dev'));
  t.deepEqual(await ledgerOf(project, 'spark'), await ledgerOf(project, 'lake'));
  return theirs.output;
}

sparkTest(
  'a project has the same rows on Spark, whatever its files are like, and says the same of them',
  async t => {
    t.timeout(600_000);
    const project = tinyProject(t, {
      ...files,
      'models/sources.yml': sources('on_bad_record: quarantine'),
      'data/events/1.json': plainLines,
      // A time with its zone, a blank line, and a record that is cut.
      'data/events/2.json':
        '{"id": 3, "user": "Ada", "amount": 3.25, "paid_at": "2026-01-03T10:00:00Z"}\n\n{"id": 4, "us',
      // Pretty-printed, with a key that nobody declared.
      'data/events/3.json':
        '{\n  "id": 5,\n  "user": "Cy \\u00e9",\n  "amount": 1e2,\n  "device": "phone"\n}\n',
      'data/events/4.json': jsonLines([{ id: 6, user: 'Dee', paid_at: null, device: 'tv' }, { id: 7 }]),
      'data/events/5.json.gz': gzipSync('{"id": 8, "user": "Bo", "amount": 0.1}\n'),
      // Many small ones, which are joined for Spark.
      ...Object.fromEntries(
        Array.from({ length: 120 }, (_, place) => [
          `data/events/s${place}.json`,
          `{${place % 3 === 0 ? '\n' : ''}"id": ${5000 + place}, "user": "user ${place % 3}"}`,
        ]),
      ),
      // The end of a compressed file is missing.
      'data/events/6.json.gz': gzipSync(manyLines).subarray(0, -400),
    });
    const output = await sameOnBoth(t, project);
    t.regex(output, /"device" \(in 2 records, e\.g\. "phone" in data\/events\/3\.json\)/);
    t.regex(output, /Quarantined \d+ records? of source raw\.events from 2 files/);
    t.deepEqual(
      readdirSync(project.path('target/spark/payments')).filter(name => name.includes('=')),
      readdirSync(project.path('target/lake/payments')).filter(name => name.includes('=')),
    );
  },
);

sparkTest(
  'the next build on Spark writes the partitions that changed, and no others, and keeps what fails as it was',
  async t => {
    t.timeout(600_000);
    const project = tinyProject(t, {
      ...files,
      'sparkify.config.ts': config().replace(
        'targets:',
        "models: { on_failure: 'keep_previous' },\n  targets:",
      ),
      'data/events/1.json': plainLines,
      'data/events/2.json': '',
      'models/payments.yml': `models:
  - name: payments
    columns:
      - name: user_name
        data_tests:
          - relationships: { arguments: { to: ref('totals'), field: user_name } }
`,
    });
    await succeeded(t, project.sparkify('build', '--target', 'spark'));
    const [, totals] = await rowsOn(project, 'spark');
    project.write({
      'data/events/2.json': '{"id": 3, "user": "Bo", "amount": 7}\n',
      'models/totals.sql': `{{ config(materialized='table') }}
select user_name, (user_name || '')::integer as level, 1 as payments, 1.5 as most from {{ ref('payments') }}
`,
    });
    const again = await failed(t, project.sparkify('build', '--target', 'spark'), 1);
    t.regex(again, /external model payments \.+ \[3 rows, 1 file, [^\]]*1 partition unchanged/);
    t.regex(again, /Kept as in the release before, since something failed:\n\S+ +totals: it failed\n/);
    t.is((await rowsOn(project, 'spark'))[1], totals);
    project.write({ 'models/totals.sql': files['models/totals.sql'] as string });
    await succeeded(t, project.sparkify('build'));
    t.is((await rowsOn(project, 'spark'))[0], (await rowsOn(project, 'dev'))[0]);
  },
);

sparkTest('what fails on Spark stops what waits for it, is named, and publishes nothing', async t => {
  t.timeout(900_000);
  const project = tinyProject(t, {
    ...files,
    'data/events/1.json': plainLines,
    'data/events/2.json': '{"id": 2, "user": "Bo", "amount": 7}\n',
    'models/stray.sql': `{{ config(materialized='table') }}\nselect id, (user_name || '')::integer as n\nfrom {{ ref('stg_events') }}\n`,
  });
  const output = await failed(t, project.sparkify('build', '--target', 'spark'), 1);
  t.regex(output, /FAIL 1 unique_payments_id/);
  t.regex(output, /│ 2 +│ 2 +│/, 'the failing rows are shown');
  t.regex(output, /SKIP .*totals/);
  t.regex(output, /ERROR creating table model stray/);
  t.regex(output, /models\/stray\.sql/);
  t.regex(output, /CAST_INVALID_INPUT.*(Ada|Bo)/s);
  t.notRegex(output, /Published release/);
  t.notRegex(output, /\n\tat |Py4J|Traceback/);
  const shown = await project.sparkify('show', 'payments', '--target', 'spark', '--output', 'csv');
  t.is(shown.exitCode, 0, shown.output);

  project.write({
    'data/events/2.json': '{"id": 3, "user": "Bo", "amount": 7}\n',
    'models/stray.sql': `{{ config(materialized='table') }}\nselect id from {{ ref('stg_events') }}\n`,
  });
  const retried = await succeeded(t, project.sparkify('retry', '--target', 'spark'));
  t.regex(retried, /Published release/);
});

sparkTest('bad records and keys that fail a source stop it on Spark, too', async t => {
  t.timeout(600_000);
  const project = tinyProject(t, {
    ...files,
    'models/sources.yml': sources('undeclared_keys: fail'),
    'data/events/1.json': plainLines,
    'data/events/2.json': '{"id": 3, "device": "phone"}\n',
  });
  const keys = await failed(t, project.sparkify('build', '--target', 'spark'), 1);
  t.regex(keys, /error {2}undeclared-key/);
  t.regex(keys, /"device" \(in 1 record, e\.g\. "phone" in data\/events\/2\.json\)/);
  t.notRegex(keys, /Published release/);
  project.write({
    'models/sources.yml': sources(),
    'data/events/2.json': '{"id": 3}\n{"id": "three"}\n',
  });
  const records = await failed(t, project.sparkify('build', '--target', 'spark'), 1);
  t.regex(records, /error {2}bad-record/);
  t.regex(records, /data\/events\/2\.json:2/);
  t.notRegex(records, /Published release/);
});

/** Processes of Spark that work for this project. */
function processesOf(project: CliProject): readonly string[] {
  const all = execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' }).split('\n');
  return all.filter(line => line.includes(join(project.folder, 'target/jobs')));
}

async function untilGone(t: ExecutionContext, project: CliProject): Promise<void> {
  for (let tries = 0; tries < 120 && processesOf(project).length > 0; tries++) await wait(250);
  t.deepEqual(processesOf(project), []);
}

for (const [signal, exitCode] of [
  ['SIGINT', 1],
  ['SIGKILL', null],
] as const) {
  sparkTest(`${signal} amid a job leaves no Spark behind, and the lake as it was`, async t => {
    t.timeout(600_000);
    const project = tinyProject(t, {
      ...files,
      'sparkify.config.ts': config('', coldSubmit),
      'data/events/1.json': plainLines,
      'data/events/2.json': '',
    });
    const { child, ended } = project.start('build', '--target', 'spark');
    for (let tries = 0; tries < 480 && processesOf(project).length === 0; tries++) await wait(250);
    t.not(processesOf(project).length, 0);
    await wait(1000);
    child.kill(signal);
    const result = await ended;
    t.is(result.exitCode, exitCode, result.output);
    t.notRegex(result.output, /Published release|Completed successfully/);
    await untilGone(t, project);
    if (signal === 'SIGINT') return;
    const again = await succeeded(t, project.sparkify('retry'));
    t.regex(again, /Published release/);
  });
}

sparkTest('when Spark dies amid a job, a retry goes on with the tables that were finished', async t => {
  t.timeout(600_000);
  const project = tinyProject(t, {
    ...files,
    'sparkify.config.ts': config('', coldSubmit),
    'data/events/1.json': plainLines,
    'data/events/2.json': '',
    'seeds/numbers.csv': `n\n${Array.from({ length: 3000 }, (_, n) => `${n}\n`).join('')}`,
    // So long that Spark can be killed meanwhile.
    'models/totals.sql': `{{ config(materialized='table') }}
select count(*) as sums
from {{ ref('payments') }} as p, {{ ref('numbers') }} as a, {{ ref('numbers') }} as b, {{ ref('numbers') }} as c
where (a.n + b.n + c.n) % 7 = p.id
`,
  });
  const { child, ended } = project.start('build', '--target', 'spark');
  let shown = '';
  child.stdout!.on('data', (text: string) => {
    shown += text;
  });
  for (let tries = 0; tries < 1200 && !/OK created external model payments/.test(shown); tries++)
    await wait(250);
  for (const line of processesOf(project).filter(each => each.includes('java')))
    process.kill(Number.parseInt(line, 10), 'SIGKILL');
  const { exitCode, output } = await ended;
  t.is(exitCode, 1, output);
  t.regex(output, /ERROR creating table model totals/);
  t.regex(output, /spark-failed/);
  t.regex(output, /kept for `sparkify retry`/);
  project.write({
    'models/totals.sql': `${files['models/totals.sql']}`,
    'sparkify.config.ts': config(),
  });
  const retried = await succeeded(t, project.sparkify('retry', '--target', 'spark'));
  t.regex(retried, /Published release/);
  t.notRegex(retried, /created external model payments/, 'it was finished before');
});

test('a program that is not there is named, with what to do', async t => {
  const project = tinyProject(t, {
    ...files,
    'sparkify.config.ts': config('', '/nowhere/spark-submit'),
  });
  const output = await failed(t, project.sparkify('build', '--target', 'spark'), 1);
  t.regex(output, /no-spark/);
  t.regex(output, /\/nowhere\/spark-submit cannot be started/);
  t.regex(output, /Install Spark 4 and set SPARK_HOME, or name spark-submit by `submit` of the target/);
});

test('what has no form in Spark SQL is told before anything is started', async t => {
  const project = tinyProject(t, {
    ...files,
    'models/totals.sql': `{{ config(materialized='table') }}\nselect columns('.*a.*') from {{ ref('payments') }}\n`,
  });
  const output = await failed(t, project.sparkify('build', '--target', 'spark'), 2);
  t.regex(output, /models\/totals\.sql:2:8 {2}error {2}not-portable/);
  t.regex(await succeeded(t, project.sparkify('build')), /Published release/);
});

test('settings that would change rows are refused, and so is reading a part', async t => {
  const project = tinyProject(t, {
    ...files,
    'sparkify.config.ts': config("conf: { 'spark.sql.ansi.enabled': 'false' }"),
  });
  t.regex(
    await failed(t, project.sparkify('check', '--target', 'spark'), 2),
    /spark\.sql\.ansi\.enabled.*rows would no longer be those of DuckDB/s,
  );
  project.write({ 'sparkify.config.ts': config() });
  t.regex(
    await failed(t, project.sparkify('build', '--target', 'spark', '--sample', '10 rows'), 2),
    /The target spark runs on Spark, which knows no --sample/,
  );
});

/** Everything that is on the PATH, but no Java. */
function pathWithoutJava(project: CliProject): string {
  const folder = project.path('bin');
  mkdirSync(folder);
  for (const place of (process.env.PATH ?? '').split(delimiter).filter(name => existsSync(name))) {
    for (const name of readdirSync(place)) {
      if (name !== 'java' && !existsSync(join(folder, name)))
        symlinkSync(join(place, name), join(folder, name));
    }
  }
  return folder;
}

const withoutJava: Readonly<Record<string, (project: CliProject) => NodeJS.ProcessEnv>> = {
  'where there is none': project => ({ ...process.env, JAVA_HOME: '', PATH: pathWithoutJava(project) }),
  'where JAVA_HOME is no Java': () => ({ ...process.env, JAVA_HOME: '/nowhere' }),
};

for (const [where, env] of Object.entries(withoutJava)) {
  sparkTest(`Java is asked for ${where}, and the lake stays as it was`, async t => {
    t.timeout(300_000);
    const project = tinyProject(t, {
      ...files,
      'sparkify.config.ts': config('', coldSubmit),
      'data/events/1.json': plainLines,
      'data/events/2.json': '',
    });
    const building = runSparkify(['build', '--target', 'spark'], project.folder, env(project)).ended;
    const output = await failed(t, building, 1);
    t.regex(output, /error {2}no-spark\s+Spark finds no Java 17\./);
    t.regex(output, /Install Java 17 and set JAVA_HOME\./);
    t.is(currentRelease(project.path('target/spark')), undefined);
  });
}

test('a lake on S3 is refused to a Spark whose executors lack the disk of this machine', async t => {
  const project = tinyProject(t, {
    ...files,
    'sparkify.config.ts': config()
      .replace("'local[2]'", "'spark://far:7077'")
      .replace("'target/spark'", "'s3://music/lake'"),
  });
  const output = await failed(t, project.sparkify('check', '--target', 'spark'), 2);
  t.regex(output, /The target spark has its lake on S3 and its Spark at spark:\/\/far:7077/);
  t.regex(output, /Give it master: 'local\[\*\]'/);
});

sparkTest('what Spark has not built is read from the lake that DuckDB has published to', async t => {
  t.timeout(900_000);
  const project = tinyProject(t, { ...files, 'data/events/1.json': plainLines, 'data/events/2.json': '' });
  await succeeded(t, project.sparkify('build'));
  const deferred = ['--defer', '--state', 'target/lake'];
  const build = ['build', '--target', 'spark', '--select', 'totals', ...deferred];
  t.regex(
    await succeeded(t, project.sparkify(...build)),
    /Reading from the release \S+ of \S+target\/lake:\s[\s\S]*Published release/,
  );
  const { tables } = currentRelease(project.path('target/spark'))!;
  t.deepEqual(
    tables.map(({ name, rows }) => [name, rows]),
    [['totals', 2]],
  );
  const sql = "select * from {{ ref('totals') }} order by all";
  const shown = project.sparkify('show', '--inline', sql, '--target', 'spark', '--output', 'csv');
  t.is(await succeeded(t, shown), 'user_name,level,payments,most\nAda,paid,1,1.5\nBo,free,1,2\n');
});

sparkTest('parity proves tables, and a build asks for the proof', async t => {
  t.timeout(900_000);
  const project = tinyProject(t, { ...files, 'data/events/1.json': plainLines, 'data/events/2.json': '' });
  const build = ['build', '--target', 'spark', '--select', 'payments', '--require-parity'];
  const unproven = await failed(t, project.sparkify(...build), 2);
  t.regex(unproven, /error {2}no-parity/);
  t.regex(unproven, /It is not proven that stg_events has the same rows on Spark: it was never compared/);
  t.regex(unproven, /sparkify parity --against spark/);

  const proving = await project.sparkify('parity', '--select', 'payments');
  t.is(proving.exitCode, 0, proving.output);
  t.regex(proving.stdout, /payments {2}2 rows, the same/);
  t.regex(proving.stdout, /1 table: dev and spark agree/);
  t.like(JSON.parse(project.read('target/parity.json')), {
    targets: { duckdb: 'dev', spark: 'spark' },
    models: { 'model.tiny.payments': { compared: { same: true, rows: [2, 2], missing: [0, 0] } } },
  });
  t.deepEqual(
    ['lake', 'spark', 'tmp/parity-dev', 'tmp/parity-spark'].filter(name =>
      existsSync(project.path('target', name)),
    ),
    [],
    'neither lake was touched',
  );
  t.regex(await succeeded(t, project.sparkify(...build)), /Published release/);

  project.write({ 'models/stg_events.sql': `${project.read('models/stg_events.sql')}where id < 3\n` });
  t.regex(await failed(t, project.sparkify(...build), 2), /stg_events .*: its query has changed since/);
});

test('Spark adds nothing to an incremental table, and says what to do', async t => {
  const project = tinyProject(t, {
    ...files,
    'sparkify.config.ts': config().replace("'target/spark'", "'target/lake'"),
    'data/events/1.json': plainLines,
    'models/payments.sql': `{{ config(materialized='incremental', partition_by=['user_name']) }}
select id, user_name, amount, paid_at from {{ ref('stg_events') }}
`,
  });
  t.regex(await succeeded(t, project.sparkify('build')), /Published release/);
  const refused = await failed(t, project.sparkify('build', '--target', 'spark'), 2);
  t.regex(refused, /runs on Spark, which adds nothing to the incremental table payments/);
  t.regex(refused, /--full-refresh/);
});

sparkTest(
  'rows tell their files on Spark as here, and a table of new files is computed from scratch',
  async t => {
    t.timeout(600_000);
    const project = tinyProject(t, {
      ...files,
      ...{
        'data/events/1.json': undefined,
        'data/events/2.json': undefined,
        'models/stg_events.sql': undefined,
      },
      'models/sources.yml': sources('file_column: file'),
      'models/payments.sql': `{{ config(
  materialized='incremental', read='new_files', unique_key='file', deleted_files='remove', partition_by=['user_name']
) }}
select id, "user" as user_name, amount, paid_at, file from {{ source('raw', 'events') }}
`,
      'data/events/a b+c%20d.json': plainLines,
      // One that Spark leaves to the strict reader.
      'data/events/ü.json': `[${plainLines.trim().replace('\n', ',').replaceAll('"id":', '"id":1')}]`,
    });
    await sameOnBoth(t, project);
    project.remove('data/events/ü.json');
    project.write({ 'data/events/c.json': plainLines.replaceAll('"id":', '"id":2') });
    t.regex(await succeeded(t, project.sparkify('build')), /payments reads 1 new file/);
    t.notRegex(await succeeded(t, project.sparkify('build', '--target', 'spark')), /payments reads/);
    t.deepEqual(await rowsOn(project, 'spark'), await rowsOn(project, 'dev'));
    t.regex((await rowsOn(project, 'spark'))[0]!, /a b\+c%20d\.json/);
  },
);
