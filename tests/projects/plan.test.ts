import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import type { PlanDocument } from '../../src/artifacts/plan-schema.ts';
import { planSchema } from '../../src/artifacts/plan-schema.ts';
import type { CliProject } from '../helpers/cli-project.ts';
import { failed, succeeded } from '../helpers/cli-result.ts';
import { connectDuckDb } from '../helpers/duckdb-connection.ts';
import { currentRelease, currentTable, dataFiles } from '../helpers/lake-reader.ts';
import { jsonLines, type ProjectFiles, tinyConfig, tinyFiles, tinyProject } from '../helpers/tiny-project.ts';

const reusing = { 'sparkify.config.ts': tinyConfig({ more: '  reuse: true,\n' }) };
const totals = {
  'models/totals.sql': `{{ config(materialized='table') }}
select user_name, sum(amount) as amount from {{ ref('payments') }} group by user_name
`,
  'models/totals.yml': `models:
  - name: totals
    columns: [{ name: user_name, data_tests: [not_null] }]
`,
};
const grown = {
  'models/grown.sql': `{{ config(materialized='incremental', unique_key='id') }}
select id, amount from {{ ref('stg_events') }} {% if is_incremental() %} where id > (select max(id) from {{ this }}) {% endif %}
`,
};
const event = (id: number) => ({ id, user: 'Cy', amount: id, paid_at: '2026-01-04T10:00:00Z' });
const day4 = { 'data/events/3.json': jsonLines([event(4)]) };

const lakeOf = (project: CliProject) => project.path('target/lake');

async function planned(
  t: ExecutionContext,
  project: CliProject,
  ...args: readonly string[]
): Promise<PlanDocument> {
  const result = await project.sparkify('plan', '--json', '--quiet', ...args);
  t.is(result.exitCode, 0, result.output);
  return planSchema.parse(JSON.parse(result.stdout));
}

async function built(t: ExecutionContext, files: ProjectFiles = {}): Promise<CliProject> {
  const project = tinyProject(t, { ...reusing, ...totals, ...files });
  await succeeded(t, project.sparkify('build'));
  return project;
}

const filesBelow = (folder: string) => readdirSync(folder, { recursive: true }).map(String).sort();

/** The reasons of a node as the terminal tells them. */
function why({ nodes }: PlanDocument, name: string): readonly string[] | undefined {
  const found = nodes.find(node => node.name === name);
  return found?.action === 'run' ? found.reasons.map(({ text }) => text) : undefined;
}

test('a plan of a new lake builds everything, and nothing is read or changed for it', async t => {
  const project = tinyProject(t, { ...reusing, ...totals });
  const before = filesBelow(project.folder);
  const output = await succeeded(t, project.sparkify('plan'));
  t.deepEqual(filesBelow(project.folder), before);
  t.regex(
    output,
    /^A build of tiny on the target dev, in the lake \S+\/target\/lake, which has no release yet:\n/,
  );
  t.regex(output, /Runs 1 view model, 1 external model, 1 table model, 3 data tests\n/);
  t.regex(output, / {2}payments +external +first build\n/);
  t.regex(output, / {2}raw\.events +2 files +\d+ B +never read yet\n/);
  t.regex(output, / {2}payments +by user_name +all of it, for it is new\n/);
  t.regex(output, / {2}\+ totals +user_name VARCHAR, amount DOUBLE\n/);
  t.regex(output, /\nNo data were read, and nothing was changed\.\n$/);
});

test('a plan of a lake that is up to date says that a build would do nothing', async t => {
  const project = await built(t);
  const output = await succeeded(t, project.sparkify('plan'));
  t.regex(output, /Runs nothing|Nothing new: a build would read nothing and change no table/);
  t.regex(
    output,
    /Takes over from the release, for nothing that they follow from has changed: 1 view model, 1 external model, 1 table model, 3 data tests\n {2}stg_events, payments, totals\n/,
  );
  const { nodes, writes, sources } = await planned(t, project);
  t.deepEqual(new Set(nodes.map(({ action }) => action)), new Set(['reuse']));
  t.deepEqual(writes, []);
  t.deepEqual(
    sources.map(({ name, read, added }) => ({ name, read, added: added.files })),
    [{ name: 'raw.events', read: false, added: 0 }],
  );
});

test('each node that runs says why', async t => {
  const project = await built(t, {
    'models/clock.sql': `{{ config(materialized='table') }} select now() as made, user_name from {{ ref('totals') }}`,
    'models/late.sql': `{{ config(materialized='table') }} select max(made) as made from {{ ref('clock') }}`,
  });
  const still = await planned(t, project);
  t.deepEqual(why(still, 'clock'), ['always runs: it calls now()']);
  t.deepEqual(why(still, 'late'), ['reads clock, which runs']);
  t.is(why(still, 'totals'), undefined);

  project.write(day4);
  const news = await planned(t, project);
  t.deepEqual(why(news, 'stg_events'), ['raw.events has 1 new file']);
  t.deepEqual(why(news, 'payments'), ['reads stg_events, which runs']);
  t.deepEqual(why(news, 'unique_payments_id'), ['tests payments, which runs']);
  t.deepEqual(news.sources[0]!.added.first, [
    { path: 'data/events/3.json', bytes: Buffer.byteLength(day4['data/events/3.json']) },
  ]);
  project.remove('data/events/3.json');

  project.write({ 'models/totals.sql': totals['models/totals.sql'].replace('sum(amount)', 'max(amount)') });
  const code = await planned(t, project);
  t.deepEqual(why(code, 'totals'), ['its SQL or config changed']);
  t.is(why(code, 'payments'), undefined);
  t.deepEqual(
    code.reads.map(({ table }) => table),
    ['payments'],
  );

  project.write({
    'models/totals.sql': totals['models/totals.sql'].replace(
      'sum(amount) as',
      'cast(sum(amount) as integer) as',
    ),
  });
  const columns = await planned(t, project);
  t.deepEqual(why(columns, 'totals'), [
    'its SQL or config changed',
    'columns change: amount DOUBLE -> INTEGER',
  ]);
  t.is(columns.writes.find(({ table }) => table === 'totals')!.partitions, 'all');
  project.write(totals);

  const [file] = await dataFiles(
    await connectDuckDb(t),
    lakeOf(project),
    currentTable(lakeOf(project), 'totals'),
  );
  rmSync(join(lakeOf(project), file!));
  const damaged = await planned(t, project);
  t.deepEqual(why(damaged, 'totals'), ['1 file of it in the lake is missing or damaged']);
  t.deepEqual(damaged.writes[0]!.damaged, [[]]);

  // Its parent is read as it was published, so that it would follow from that alone; but it was made together with it.
  t.deepEqual(why(await planned(t, project, '--select', 'late'), 'late'), [
    'the release does not tell what it was made of',
  ]);
});

test('the plan of an incremental model says how its rows join, and --full-refresh that they do not', async t => {
  const project = await built(t, grown);
  project.write(day4);
  const { writes } = await planned(t, project, '--select', 'grown');
  const [table] = writes;
  t.like(table, { table: 'grown', way: 'delete+insert', partitions: 'new-rows' });
  t.deepEqual(table!.before!.rows, 3);
  const full = await planned(t, project, '--select', 'grown', '--full-refresh');
  t.like(full.writes[0], { way: 'whole', partitions: 'changed' });
  t.true(why(full, 'grown')!.includes('is computed from scratch'));
  t.deepEqual(
    full.nodes.map(({ name, action }) => [name, action]),
    [
      ['stg_events', 'serve'],
      ['grown', 'run'],
    ],
  );
});

test('a plan names the files that a model of new files is handed, though its source was read since', async t => {
  const sources = tinyFiles['models/sources.yml'].replace(
    '        columns:',
    '        file_column: file\n        columns:',
  );
  const project = await built(t, {
    'models/sources.yml': sources,
    'models/logged.sql': `{{ config(materialized='incremental', read='new_files', unique_key='file', incremental_strategy='delete+insert') }}
select id, amount, file from {{ source('raw', 'events') }}
`,
  });
  project.write(day4);
  await succeeded(t, project.sparkify('build', '--select', '+payments'));
  const { writes } = await planned(t, project);
  const handed = writes.find(({ table }) => table === 'logged')!.new_files!;
  t.like(handed, { source: 'source.tiny.raw.events', files: 1, changed: 0, gone: 0 });
  t.deepEqual(
    handed.first.map(({ path }) => path),
    ['data/events/3.json'],
  );
  const { stdout } = await project.sparkify('plan');
  t.regex(stdout, / {2}logged .*; is handed 1 new file of raw\.events, e\.g\. data\/events\/3\.json\n/);
});

test('without reuse a plan says that everything runs, and what --reuse would leave out', async t => {
  const project = await built(t);
  project.write({
    'sparkify.config.ts': tinyConfig(),
    'models/totals.sql': `${totals['models/totals.sql']}having sum(amount) > 0\n`,
  });
  const output = await succeeded(t, project.sparkify('plan'));
  t.regex(
    output,
    /Runs all that is selected, for nothing says reuse: 1 view model, 1 external model, 1 table model, 3 data tests\n/,
  );
  t.regex(output, / {2}payments +external +asked for\n/);
  t.regex(output, / {2}totals +table +its SQL or config changed\n/);
  t.regex(
    output,
    /With --reuse it would take over: 1 view model, 1 external model, 2 data tests\n {2}stg_events, payments\n/,
  );
});

test('tables that nothing publishes any more are named, for they stay', async t => {
  const project = await built(t);
  project.remove('models/totals.sql');
  project.remove('models/totals.yml');
  const { catalog } = await planned(t, project);
  t.deepEqual(catalog, { added: [], changed: [], orphaned: ['totals'] });
  const { stdout } = await project.sparkify('plan');
  t.regex(
    stdout,
    /\? totals +nothing publishes it any more; it stays until: sparkify releases prune --tables totals/,
  );
});

test('a plan of a build that would be refused says so, and is not written', async t => {
  const contract = (type: string) => `models:
  - name: totals
    config: { contract: { enforced: true } }
    columns: [{ name: user_name, data_type: varchar }, { name: amount, data_type: ${type} }]
`;
  const project = await built(t, { 'models/totals.yml': contract('double') });
  project.write({
    'models/totals.sql': totals['models/totals.sql'].replace(
      'sum(amount) as',
      'cast(sum(amount) as integer) as',
    ),
    'models/totals.yml': contract('integer'),
  });
  const output = await failed(t, project.sparkify('plan', '--out', 'plan.json'), 2);
  t.regex(output, /breaking-change/);
  t.regex(output, /~ totals +amount DOUBLE -> INTEGER/);
  t.regex(output, /This build would be refused: see the errors below\./);
  t.throws(() => project.read('plan.json'));
  t.is((await project.sparkify('plan', '--allow-breaking-changes', '--out', 'plan.json')).exitCode, 0);
});

/** What may happen to a project between two builds. */
const edits: Readonly<Record<string, (project: CliProject, step: number) => unknown>> = {
  'a new file': (project, step) =>
    project.write({ [`data/events/new-${step}.json`]: jsonLines([event(100 + step)]) }),
  'a corrected file': (project, step) =>
    project.write({
      'data/events/1.json': `${tinyFiles['data/events/1.json']}${jsonLines([event(50 + step)])}`,
    }),
  'another view': (project, step) =>
    project.write({ 'models/stg_events.sql': `${tinyFiles['models/stg_events.sql']}where id > ${-step}\n` }),
  'another table': (project, step) =>
    project.write({ 'models/totals.sql': `${totals['models/totals.sql']}having sum(amount) > ${-step}\n` }),
  'a new column': (project, step) =>
    project.write({
      'models/payments.sql': tinyFiles['models/payments.sql'].replace(
        'amount,',
        `amount, ${step} as step_${step},`,
      ),
    }),
  'another test': (project, step) =>
    project.write({
      'models/totals.yml': totals['models/totals.yml'].replace(
        '[not_null]',
        step % 2 === 0 ? '[unique]' : '[not_null, unique]',
      ),
    }),
  'a clock': project =>
    project.write({
      'models/clock.sql': `{{ config(materialized='table') }} select max(user_name) as u, now() as made from {{ ref('totals') }}`,
    }),
  'a part of it was built': project => project.sparkify('build', '--select', 'payments', '--no-reuse'),
  'lost files': project => {
    const { version } = currentTable(lakeOf(project), 'payments');
    rmSync(join(lakeOf(project), 'files', version, 'payments'), { recursive: true, force: true });
  },
  nothing: () => undefined,
};

test('a build does what its plan says, whatever happened since the one before', async t => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.tuple(
          fc.constantFrom(...Object.keys(edits)),
          fc.constantFrom<readonly string[]>(
            [],
            ['--no-reuse'],
            ['--select', 'payments+'],
            ['--full-refresh'],
          ),
        ),
        {
          minLength: 3,
          maxLength: 4,
        },
      ),
      async steps => {
        const project = await built(t, grown);
        for (const [step, [edit, args]] of steps.entries()) {
          await edits[edit]!(project, step + 1);
          const plan = await planned(t, project, ...args);
          const before = new Map(
            currentRelease(lakeOf(project))!.tables.map(({ name, version }) => [name, version]),
          );
          const { exitCode, output } = await project.sparkify('build', ...args);
          t.is(exitCode, 0, output);
          const { results } = JSON.parse(project.read('target/run_results.json')) as {
            results: { unique_id: string; status: string }[];
          };
          const ids = (of: readonly { readonly unique_id: string }[]) =>
            of.map(({ unique_id }) => unique_id).sort();
          const what = `${edit}, then build ${args.join(' ')}`;
          t.deepEqual(
            ids(plan.nodes.filter(({ action }) => action === 'run')),
            ids(results.filter(({ status }) => status !== 'reused')),
            what,
          );
          t.deepEqual(
            ids(plan.nodes.filter(({ action }) => action === 'reuse')),
            ids(results.filter(({ status }) => status === 'reused')),
            what,
          );
          t.true(
            plan.nodes.every(
              ({ action, reasons, reusable }) => action !== 'run' || reusable || reasons.length > 0,
            ),
          );
          const after = currentRelease(lakeOf(project))!.tables;
          const written = new Set(plan.writes.map(({ table }) => table));
          const other = after
            .filter(({ name, version }) => before.get(name) !== version)
            .map(({ name }) => name);
          t.deepEqual(
            other.filter(name => !written.has(name)),
            [],
            what,
          );
          const added = after.filter(({ name }) => !before.has(name)).map(({ name }) => name);
          t.deepEqual(plan.catalog.added.map(({ table }) => table).sort(), added.sort(), what);
        }
      },
    ),
    { numRuns: 5 },
  );
});
