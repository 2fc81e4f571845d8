import test from 'ava';
import { candidateCases, candidateFiles } from '../helpers/candidate-cases.ts';
import { cliProject } from '../helpers/cli-project.ts';
import { failed } from '../helpers/cli-result.ts';
import { filesWith, tinyConfig } from '../helpers/tiny-project.ts';

for (const [title, check] of Object.entries(candidateCases)) {
  test(title, async t => {
    t.timeout(300_000);
    const project = cliProject(t, candidateFiles(tinyConfig()));
    await check(t, { ...project, lake: project.path('target/lake') });
  });
}

test('a candidate takes whole tables only, has a name that can stand in a key, and is nothing for EMR', async t => {
  const project = cliProject(
    t,
    filesWith({
      'sparkify.config.ts': `import { defineConfig, duckdb, emr } from 'sparkify';

export default defineConfig({
  name: 'tiny',
  targets: { dev: duckdb(), emr: emr({ lake: 's3://my-lake/music' }), planned: duckdb({ requirePlan: true }) },
});
`,
    }),
  );
  const run = (...args: readonly string[]) => project.sparkify('run', '--candidate', ...args);
  t.regex(await failed(t, run('nightly', '--sample', '1 days'), 2), /--candidate takes whole tables only/);
  t.regex(await failed(t, run('../nightly'), 2), /It has to begin with a letter or digit/);
  t.regex(
    await failed(t, run('nightly', '--target', 'emr'), 2),
    /every task would start a job of its own on EMR/,
  );
  t.regex(await failed(t, run('nightly', '--target', 'planned'), 2), /not-as-planned/);
  t.regex(
    await failed(t, project.sparkify('releases', 'publish', 'nightly', '--target', 'planned'), 2),
    /not-as-planned/,
  );
});
