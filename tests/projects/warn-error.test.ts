import { existsSync } from 'node:fs';
import test from 'ava';
import { runSparkify } from '../helpers/cli-project.ts';
import { jsonLines, tinyProject } from '../helpers/tiny-project.ts';

const options = (value: object) => ['--warn-error-options', JSON.stringify(value)];

/** Id 3 comes twice, which a test of severity warn finds. */
const warningTest = {
  'data/events/2.json': jsonLines([
    { id: 3, user: 'Ada', amount: 3.25, paid_at: '2026-01-03T10:00:00Z' },
    { id: 3, user: 'Bo', amount: 1, paid_at: '2026-01-03T11:00:00Z' },
  ]),
  'models/payments.yml': `models:
  - name: payments
    columns:
      - name: id
        data_tests:
          - unique: { config: { severity: warn } }
`,
};
/** A record holds a key that the source does not declare: found while the data are read. */
const undeclaredKey = {
  'data/events/2.json': jsonLines([
    { id: 3, user: 'Ada', amount: 3.25, paid_at: '2026-01-03T10:00:00Z', coupon: 'X' },
  ]),
};

test('a test of severity warn fails the build when warnings are errors, and nothing is published', async t => {
  const project = tinyProject(t, warningTest);
  const strict = await project.sparkify('build', '--warn-error');
  t.is(strict.exitCode, 1, strict.output);
  t.regex(strict.stdout, /FAIL 1 unique_payments_id/);
  t.notRegex(strict.stdout, /Published release/);
  const lenient = await project.sparkify('build', ...options({ error: 'all', warn: ['LogTestResult'] }));
  t.is(lenient.exitCode, 0, lenient.output);
  t.regex(lenient.stdout, /WARN 1 unique_payments_id/);
});

test('what a test warns of decides when warnings are errors, whatever its error_if', async t => {
  const judged = (config: string) =>
    tinyProject(t, {
      ...warningTest,
      'models/payments.yml': `models:
  - name: payments
    columns:
      - name: id
        data_tests:
          - unique: { config: ${config} }
`,
    }).sparkify('build', '--no-publish', '--warn-error');
  // One id comes twice: error_if alone would pass the first and fail the second.
  t.is((await judged(`{ error_if: '> 5', warn_if: '> 0' }`)).exitCode, 1);
  t.is((await judged(`{ severity: warn, error_if: '> 0', warn_if: '> 5' }`)).exitCode, 0);
});

test('a selection that matches nothing is an error when warnings are', async t => {
  const project = tinyProject(t);
  const strict = await project.sparkify('build', '--select', 'nothing_like_it', '--warn-error');
  t.is(strict.exitCode, 2, strict.output);
  t.regex(strict.output, /error {2}nothing-selected/);
  t.false(existsSync(project.path('target/lake/payments')));
  t.is((await project.sparkify('build', '--select', 'nothing_like_it')).exitCode, 0);
  t.is((await project.sparkify('ls', '--select', 'nothing_like_it', '--warn-error')).exitCode, 2);
});

test('a warning raised while data are read keeps the lake as it is', async t => {
  const project = tinyProject(t, undeclaredKey);
  const strict = await project.sparkify(
    'build',
    '--junit',
    'junit.xml',
    ...options({ error: ['undeclared-key'] }),
  );
  t.regex(project.read('junit.xml'), /<testsuites [^>]*errors="1"/);
  t.is(strict.exitCode, 1, strict.output);
  t.regex(strict.output, /error {2}undeclared-key/);
  t.notRegex(strict.stdout, /Published release/);
  t.regex(strict.stdout, /Completed with 1 error:/);
  const silent = await project.sparkify('build', ...options({ silence: ['undeclared-key'] }));
  t.is(silent.exitCode, 0, silent.output);
  t.notRegex(silent.output, /undeclared-key/);
});

test('the environment says the same as the flags, which take its place', async t => {
  const project = tinyProject(t, warningTest);
  const env = { ...process.env, SPARKIFY_WARN_ERROR: 'true' };
  const sparkify = (...args: readonly string[]) => runSparkify(args, project.folder, env).ended;
  t.is((await sparkify('build', '--no-publish')).exitCode, 1);
  t.is((await sparkify('build', '--no-publish', ...options({ error: [] }))).exitCode, 0);
});

test('a code that does not exist is refused with the nearest name', async t => {
  const project = tinyProject(t);
  const refused = await project.sparkify('check', ...options({ error: ['orphan-tabel'] }));
  t.is(refused.exitCode, 2);
  t.regex(refused.stderr, /names "orphan-tabel", which is no code\.\n {2}Did you mean "orphan-table"\?/);
});
