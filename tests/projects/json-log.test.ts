import test, { type ExecutionContext } from 'ava';
import { z } from 'zod';
import { logEvents } from '../../src/cli/output/log-events.ts';
import { codes } from '../../src/diagnostics/codes.ts';
import type { CliProject } from '../helpers/cli-project.ts';
import { readPage } from '../helpers/markdown.ts';
import { filesWith, jsonLines, tinyConfig, tinyProject } from '../helpers/tiny-project.ts';

const utc = z.iso.datetime();
const seconds = z.number().nonnegative();
const count = z.int().nonnegative();

const place = z.object({ file: z.string(), line: z.int().positive(), column: z.int().positive() }).loose();
const diagnostic = z.strictObject({
  code: z.enum(Object.keys(codes) as [string]),
  severity: z.enum(['error', 'warn']),
  message: z.string().min(1),
  at: place.optional(),
  hint: z.string().optional(),
  compiled: z.string().optional(),
});
const statuses = ['success', 'error', 'skipped', 'pass', 'fail', 'warn', 'interrupted'] as const;
const nodeInfo = z.strictObject({
  unique_id: z.string().regex(/^(model|seed|source|test|unit_test|operation)\./),
  node_name: z.string().min(1),
  node_path: z.string(),
  resource_type: z.enum(['model', 'seed', 'source', 'test', 'unit_test', 'operation']),
  materialized: z.string(),
  node_status: z.enum([...statuses, 'started']),
  node_started_at: utc.optional(),
});
const started = z.strictObject({ index: count, total: count, node_info: nodeInfo });
const ended = started.extend({
  status: z.enum(statuses),
  execution_time: seconds,
  ...{
    rows: count.optional(),
    bytes: count.optional(),
    files: count.optional(),
    unchanged: count.optional(),
  },
  failures: count.optional(),
  sample: z.object({ columns: z.array(z.string()), rows: z.array(z.array(z.string())) }).optional(),
  ...{ compiledPath: z.string().optional(), failuresPath: z.string().optional() },
  ...{ message: z.string().optional(), note: z.string().optional() },
  diagnostic: diagnostic.optional(),
  measured: z
    .strictObject({ maxLoadedAt: utc.optional(), snapshottedAt: utc, age: seconds.optional() })
    .optional(),
});
const nothing = z.strictObject({});

/** What docs/commands.md says of each line. */
const shapes: Readonly<Record<string, z.ZodType>> = {
  MainReportVersion: z.strictObject({
    ...{ version: z.string(), command: z.string(), target: z.string(), lake: z.string() },
    threads: count.positive(),
    counts: z.record(z.string(), count),
  }),
  ReadingPart: z.strictObject({
    option: z.enum(['empty', 'sample']),
    sampled: z.array(z.strictObject({ name: z.string(), rows: z.string() })),
    whole: z.array(z.string()),
  }),
  Retrying: z.strictObject({
    ...{ command: z.string(), since: utc, kept: z.array(z.string()) },
    stale: z.array(z.strictObject({ name: z.string(), because: z.string() })),
  }),
  Reused: z.strictObject({ release: z.string(), nodes: z.array(z.string()) }),
  Diagnostic: diagnostic,
  LogStartLine: started,
  ...Object.fromEntries(
    ['Model', 'Seed', 'Source', 'Test', 'Freshness'].map(kind => [`Log${kind}Result`, ended] as const),
  ),
  LogHookEndLine: ended,
  SkippingDetails: ended,
  FetchingObjects: z.strictObject({
    ...{ source: z.string(), objects: count, ofObjects: count, bytes: count, ofBytes: count, seconds },
  }),
  RecordsQuarantined: z.strictObject({
    report: z.strictObject({ source: z.string(), records: count, files: count, folder: z.string() }),
  }),
  Interrupting: nothing,
  PublishingRelease: z.strictObject({ tables: count }),
  ReleasePublished: z.strictObject({
    ...{ release: z.string(), tested: z.boolean(), seconds },
    tables: z.array(
      z.object({ name: z.string(), rows: count, files: count, bytes: count, sample: z.string().optional() }),
    ),
    stillSampled: z.array(z.string()).optional(),
  }),
  NotPublished: z.strictObject({ reason: z.string(), kept: count }),
  TaskEnded: z.strictObject({
    ...{ candidate: z.string(), failed: z.boolean(), seconds },
    tables: z.array(z.strictObject({ name: z.string(), rows: count, files: count, bytes: count })),
  }),
  StatsLine: z.strictObject({
    stats: z.strictObject({
      ...{ success: count, pass: count, warn: count, fail: count, error: count, skipped: count },
      reused: count,
      total: count,
    }),
    elapsed: seconds,
    exposures: z.array(z.string()),
  }),
  CheckFinished: nothing,
  NothingToRetry: nothing,
  OperationFinished: z.looseObject({}),
  MainEncounteredError: z.looseObject({ code: z.string().optional() }),
};

const line = z.strictObject({
  data: z.record(z.string(), z.unknown()),
  info: z.strictObject({
    ...{ category: z.string(), code: z.string(), extra: nothing, name: z.string() },
    ...{ invocation_id: z.uuid(), level: z.enum(['info', 'warn', 'error']), msg: z.string().min(1) },
    ...{ pid: count, thread: z.string(), ts: utc },
  }),
});
type Line = z.infer<typeof line>;

/** Parses each line and holds it to its shape, and all of them to their order. */
function hold(t: ExecutionContext, output: string): readonly Line[] {
  const lines = output
    .trimEnd()
    .split('\n')
    .map(text => line.parse(JSON.parse(text)));
  for (const { data, info } of lines) {
    const parsed = shapes[info.name]!.safeParse(data);
    t.true(parsed.success, `${info.name}: ${parsed.error?.message}\n${JSON.stringify(data)}`);
    t.is(info.code, info.name === 'Diagnostic' ? (data.code as string) : logEvents[info.name as 'StatsLine']);
  }
  t.is(new Set(lines.map(({ info }) => info.invocation_id)).size, 1);
  const times = lines.map(({ info }) => info.ts);
  t.deepEqual(times, times.toSorted());
  if (lines.some(({ info }) => info.name === 'MainReportVersion')) holdRun(t, lines);
  return lines;
}

function holdRun(t: ExecutionContext, lines: readonly Line[]): void {
  const names = lines.map(({ info }) => info.name);
  t.is(names.filter(name => name === 'MainReportVersion').length, 1);
  t.is(names.at(-1), 'StatsLine');
  const running = new Set<unknown>();
  const done = new Set<unknown>();
  const before = names.indexOf('MainReportVersion');
  for (const [at, { data, info }] of lines.entries()) {
    if (data.node_info === undefined) continue;
    t.true(at > before, 'no node before the begin');
    const id = (data.node_info as { unique_id: string }).unique_id;
    if (info.name === 'LogStartLine') {
      t.false(running.has(id) || done.has(id), `${id} starts once`);
      running.add(id);
    } else {
      t.false(done.has(id), `${id} ends once`);
      // What only serves others, such as a source that is read, is told of when it does not end well.
      const hasNoStart = ['SkippingDetails', 'LogSourceResult'].includes(info.name);
      t.true(running.delete(id) || hasNoStart, `${id} has started before it ended`);
      if (info.name === 'LogSourceResult') t.true(['error', 'interrupted'].includes(String(data.status)));
      done.add(id);
    }
  }
  t.deepEqual([...running], [], 'all that started has ended');
  const reused = named(lines, 'Reused').flatMap(({ data }) => data.nodes as string[]);
  t.is((lines.at(-1)!.data.stats as { total: number }).total, done.size + reused.length);
}

async function log(t: ExecutionContext, project: CliProject, exitCode: number, ...args: readonly string[]) {
  const result = await project.sparkify(...args, '--log-format', 'json');
  t.is(result.exitCode, exitCode, result.output);
  return hold(t, result.stdout);
}

const named = (lines: readonly Line[], name: string) => lines.filter(({ info }) => info.name === name);
const statusOf = (lines: readonly Line[], node: string) =>
  lines.find(
    ({ data, info }) =>
      info.name !== 'LogStartLine' &&
      (data.node_info as { node_name?: string } | undefined)?.node_name === node,
  )?.data.status;

test('the docs list every line with its code', t => {
  const section = readPage('docs/commands.md').text.split('## JSON log')[1]!;
  const rows = [...section.matchAll(/^\| `(\w+)` \| ([A-Z]\d{3}) \|/gm)].map(([, name, code]) => [
    name,
    code,
  ]);
  t.deepEqual(Object.fromEntries(rows), { ...logEvents });
  t.regex(section, /^\| `Diagnostic` \|/m);
  t.is(new Set(Object.values(logEvents)).size, Object.keys(logEvents).length, 'each has a code of its own');
});

test('a build with hooks, a seed, records put aside, and a test that warns', async t => {
  const project = tinyProject(t, {
    'sparkify.config.ts': tinyConfig({
      more: `  onRunStart: ["create table note (line varchar)"], onRunEnd: ["insert into note values ('end')"],\n`,
    }),
    'seeds/levels.csv': 'level\nfree\npaid\n',
    'models/sources.yml': filesWith({})
      ['models/sources.yml']!.toString()
      .replace('        location:', '        on_bad_record: quarantine\n        location:'),
    'data/events/3.json': '{"id": "x"}\n',
    'models/payments.yml': `models:
  - name: payments
    columns:
      - name: user_name
        data_tests: [{ unique: { config: { severity: warn } } }]
`,
  });
  const lines = await log(t, project, 0, 'build');
  t.is(named(lines, 'LogHookEndLine').length, 2);
  t.is(named(lines, 'LogSeedResult').length, 1);
  t.is(named(lines, 'RecordsQuarantined').length, 1);
  t.is(statusOf(lines, 'unique_payments_user_name'), 'warn');
  t.is(statusOf(lines, 'payments'), 'success');
  const names = lines.map(({ info }) => info.name);
  t.true(names.indexOf('PublishingRelease') < names.indexOf('ReleasePublished'));
});

test('a build that takes over what is as before', async t => {
  const project = tinyProject(t, { 'sparkify.config.ts': tinyConfig({ more: '  reuse: true,\n' }) });
  t.is(named(await log(t, project, 0, 'build'), 'Reused').length, 0);
  const lines = await log(t, project, 0, 'build');
  const [reused] = named(lines, 'Reused');
  t.deepEqual((reused!.data.nodes as string[]).slice(0, 2), ['model.tiny.stg_events', 'model.tiny.payments']);
  t.is(named(lines, 'NotPublished')[0]!.data.reason, 'nothing-new');
  t.like(named(lines, 'StatsLine')[0]!.data.stats, { success: 0, pass: 0, reused: 4, total: 4 });
});

test('a task that adds to a candidate', async t => {
  const project = tinyProject(t);
  const lines = await log(t, project, 0, 'run', '--candidate', 'nightly');
  const [ended] = named(lines, 'TaskEnded');
  t.like(ended!.data, { candidate: 'nightly', failed: false });
  t.like((ended!.data.tables as object[])[0], { name: 'payments', rows: 3 });
  t.deepEqual([...named(lines, 'ReleasePublished'), ...named(lines, 'NotPublished')], []);
});

test('a build that fails, and a retry of it', async t => {
  const project = tinyProject(t, {
    'data/events/2.json': jsonLines([
      { id: 3, user: 'Ada', amount: 3.25, paid_at: '2026-01-03T10:00:00Z' },
      { id: 3, user: 'Bo', amount: 1, paid_at: '2026-01-03T11:00:00Z' },
    ]),
    'models/wrong.sql': `{{ config(materialized='table') }}
select cast(user_name as integer) as n from {{ ref('stg_events') }}`,
    'models/after_wrong.sql': "select n from {{ ref('wrong') }}",
  });
  const lines = await log(t, project, 1, 'build');
  t.is(statusOf(lines, 'unique_payments_id'), 'fail');
  t.is(statusOf(lines, 'wrong'), 'error');
  t.is(statusOf(lines, 'after_wrong'), 'skipped');
  t.is(named(lines, 'NotPublished')[0]!.data.reason, 'failed');
  project.write({ 'models/wrong.sql': "select 1 as n from {{ ref('stg_events') }}" });
  t.is(named(await log(t, project, 1, 'retry'), 'Retrying').length, 1);
});

test('a run that Ctrl-C stops', async t => {
  const project = tinyProject(t, {
    'models/slow.sql': `{{ config(materialized='table') }}
select count(*)::bigint as n from range(900000000000) as r(i) where hash(i) % 7 = 3`,
  });
  const run = project.start('build', '--log-format', 'json');
  run.child.stdout!.on('data', (text: Buffer) => {
    if (String(text).includes('START table model slow')) run.child.kill('SIGINT');
  });
  const { exitCode, stdout } = await run.ended;
  t.is(exitCode, 1);
  const lines = hold(t, stdout);
  t.is(statusOf(lines, 'slow'), 'interrupted');
  t.is(named(lines, 'Interrupting').length, 1);
});

test('source freshness, less than everything, a check and its errors', async t => {
  const project = tinyProject(t, {
    'models/sources.yml': filesWith({})
      ['models/sources.yml']!.toString()
      .replace(
        '        location:',
        '        freshness: { warn_after: { count: 12, period: hour } }\n        location:',
      ),
  });
  t.is(named(await log(t, project, 0, 'source', 'freshness'), 'LogFreshnessResult').length, 1);
  t.is(named(await log(t, project, 0, 'build', '--empty'), 'ReadingPart').length, 1);
  t.is(named(await log(t, project, 0, 'check'), 'CheckFinished').length, 1);
  project.write({ 'models/broken.sql': "select usr from {{ ref('stg_events') }}" });
  const lines = await log(t, project, 2, 'check');
  t.is(named(lines, 'Diagnostic')[0]!.info.code, 'unknown-column');
});

test('what fails as a whole is one line on stderr', async t => {
  const project = tinyProject(t);
  const { exitCode, stderr } = await project.sparkify('build', '--target', 'nowhere', '--log-format', 'json');
  t.is(exitCode, 2);
  const [only, ...others] = hold(t, stderr);
  t.is(only!.info.name, 'MainEncounteredError');
  t.deepEqual(others, []);
});
