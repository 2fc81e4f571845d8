import { existsSync } from 'node:fs';
import test, { type ExecutionContext } from 'ava';
import type { CliProject } from '../helpers/cli-project.ts';
import { failed, succeeded } from '../helpers/cli-result.ts';
import { currentRelease } from '../helpers/lake-reader.ts';
import {
  jsonLines,
  type ProjectFiles,
  showPayments,
  tinyFiles,
  tinyProject,
} from '../helpers/tiny-project.ts';

const config = `import { defineConfig, duckdb } from 'sparkify';

export default defineConfig({
  name: 'tiny',
  reuse: true,
  vars: { least: 0 },
  targets: {
    dev: duckdb({ lake: 'target/lake' }),
    prod: duckdb({ lake: 'target/prod', requirePlan: true }),
  },
});
`;
const event = (id: number) => ({ id, user: 'Cy', amount: id, paid_at: '2026-01-04T10:00:00Z' });

function project(t: ExecutionContext, files: ProjectFiles = {}): CliProject {
  return tinyProject(t, { 'sparkify.config.ts': config, ...files });
}

async function approve(t: ExecutionContext, tiny: CliProject, ...args: readonly string[]): Promise<void> {
  await succeeded(t, tiny.sparkify('plan', '--out', 'plan.json', ...args));
}

const build = (tiny: CliProject, ...args: readonly string[]) =>
  tiny.sparkify('build', '--plan', 'plan.json', ...args);

/** What the build of an approved plan says that is not as it was planned. */
async function refused(t: ExecutionContext, tiny: CliProject, ...args: readonly string[]): Promise<string> {
  const release = () =>
    existsSync(tiny.path('target/lake')) ? currentRelease(tiny.path('target/lake')) : undefined;
  const before = release();
  const output = await failed(t, build(tiny, ...args), 2);
  t.regex(output, /error {2}not-as-planned/);
  t.deepEqual(release(), before);
  return output;
}

test('a build by a plan does what was asked of the plan', async t => {
  const tiny = project(t, { 'models/other.sql': `{{ config(materialized='table') }} select 1 as a` });
  await approve(t, tiny, '--select', '+payments');
  const output = await succeeded(t, build(tiny));
  t.regex(output, /OK created external model payments/);
  t.notRegex(output, /other/);
  t.true((await showPayments(tiny)).includes('3,Ada,'));
});

test('a plan is good for one build: after it the release is another one', async t => {
  const tiny = project(t);
  await approve(t, tiny);
  await succeeded(t, build(tiny));
  const { release } = currentRelease(tiny.path('target/lake'))!;
  t.true(
    (await refused(t, tiny)).includes(
      `the lake has the release ${release}, and had none when it was planned`,
    ),
  );
});

test('a build is refused when files of a source are not those that were planned, and names the first', async t => {
  const tiny = project(t);
  await succeeded(t, tiny.sparkify('build'));
  tiny.write({ 'data/events/3.json': jsonLines([event(4)]) });
  await approve(t, tiny);
  tiny.write({ 'data/events/4.json': jsonLines([event(5)]) });
  t.regex(
    await refused(t, tiny),
    /would not do what \S+plan\.json says: raw\.events has a new file, data\/events\/4\.json\./,
  );
  tiny.remove('data/events/4.json');
  tiny.write({ 'data/events/2.json': `${tinyFiles['data/events/2.json']}${jsonLines([event(6)])}` });
  t.regex(await refused(t, tiny), /raw\.events has another file data\/events\/2\.json/);
  tiny.remove('data/events/3.json');
  t.regex(await refused(t, tiny), /raw\.events lost the file data\/events\/3\.json/);
});

test('a build is refused when the code is not what was planned', async t => {
  const tiny = project(t);
  await approve(t, tiny);
  tiny.write({ 'models/stg_events.sql': `${tinyFiles['models/stg_events.sql']}where id > 0\n` });
  t.regex(await refused(t, tiny), /says: stg_events changed its query, file or config\.\n/);
  tiny.write({
    'models/stg_events.sql': tinyFiles['models/stg_events.sql'],
    'models/other.sql': `select 1 as a`,
  });
  t.regex(await refused(t, tiny), /says: it does not have other\./);
  tiny.remove('models/other.sql');
  tiny.write({ 'models/payments.yml': 'models: []\n' });
  t.regex(await refused(t, tiny), /unique_payments_id\S* is not in the project/);
});

test('a change that nothing selected reads lets a plan stand', async t => {
  const tiny = project(t, { 'models/other.sql': `{{ config(materialized='table') }} select 1 as a` });
  await approve(t, tiny, '--select', '+payments');
  tiny.write({ 'models/other.sql': `{{ config(materialized='table') }} select 2 as a` });
  await succeeded(t, build(tiny));
});

test('variables of a plan have to be given again, and have to be the same', async t => {
  const tiny = project(t, {
    'models/payments.sql': `${tinyFiles['models/payments.sql']}where amount > {{ var('least') }}\n`,
  });
  await approve(t, tiny, '--vars', '{least: 1}');
  t.notRegex(tiny.read('plan.json'), /"least": ?1/);
  t.regex(
    await failed(t, build(tiny), 2),
    /was made with --vars of least; their values are not written down/,
  );
  t.regex(await refused(t, tiny, '--vars', '{least: 2}'), /payments changed its query, file or config/);
  await succeeded(t, build(tiny, '--vars', '{least: 1}'));
});

test('what a plan decides cannot be said otherwise beside it', async t => {
  const tiny = project(t);
  await approve(t, tiny);
  t.regex(await failed(t, build(tiny, '--select', 'payments'), 2), /--plan and --select exclude each other/);
  t.regex(await failed(t, build(tiny, '--target', 'prod'), 2), /it is of the target dev/);
  t.regex(await failed(t, tiny.sparkify('build', '--plan', 'none.json'), 2), /none\.json is not there/);
  tiny.write({ 'plan.json': '{"metadata":{"sparkify_schema_version":"plan/v2"}}' });
  t.regex(await failed(t, build(tiny), 2), /plan\.json is no plan of the form plan\/v1/);
});

test('a target that asks for a plan publishes nothing without one', async t => {
  const tiny = project(t);
  for (const command of ['build', 'run', 'seed'])
    t.regex(
      await failed(t, tiny.sparkify(command, '--target', 'prod'), 2),
      /The target prod takes builds only by a plan that was approved, and none was given\./,
    );
  await succeeded(t, tiny.sparkify('build', '--target', 'prod', '--no-publish'));
  await approve(t, tiny, '--target', 'prod');
  await succeeded(t, build(tiny));
  t.is(currentRelease(tiny.path('target/prod'))!.tables.length, 1);
  await succeeded(t, tiny.sparkify('test', '--target', 'prod'));
});

test('a retry of an approved build is still held to the plan', async t => {
  const tiny = project(t, { 'data/events/3.json': tinyFiles['data/events/2.json'] });
  await approve(t, tiny, '--target', 'prod');
  t.regex(await failed(t, build(tiny), 1), /FAIL 1 unique_payments_id/);
  t.regex(await failed(t, tiny.sparkify('retry'), 1), /FAIL 1 unique_payments_id/, 'it may run');
  tiny.remove('data/events/3.json');
  t.regex(await failed(t, tiny.sparkify('retry'), 2), /raw\.events lost the file data\/events\/3\.json/);
});
