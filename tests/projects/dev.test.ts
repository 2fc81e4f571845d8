import test, { type ExecutionContext } from 'ava';
import type { CliProject, CliResult } from '../helpers/cli-project.ts';
import { succeeded } from '../helpers/cli-result.ts';
import { currentRelease } from '../helpers/lake-reader.ts';
import { jsonLines, tinyFiles, tinyProject } from '../helpers/tiny-project.ts';

interface Developing {
  /** What the next round prints, after `change`. */
  round(change?: () => void): Promise<string>;
  /** Rounds until one prints what is expected. */
  until(pattern: RegExp, change?: () => void): Promise<string>;
  /** Sends Ctrl-C and waits for the end. */
  end(): Promise<CliResult>;
}

const ending = 'Watching for changes; Ctrl-C ends it.\n';

function developing(t: ExecutionContext, project: CliProject, ...args: readonly string[]): Developing {
  t.timeout(120_000);
  const { child, ended } = project.start('dev', ...args);
  t.teardown(() => child.kill('SIGKILL'));
  let text = '';
  let told = () => {};
  for (const stream of [child.stdout!, child.stderr!])
    stream.on('data', (more: string) => {
      text += more;
      told();
    });
  const nextRound = async (): Promise<string> => {
    for (;;) {
      const end = text.indexOf(ending);
      if (end >= 0) {
        const round = text.slice(0, end + ending.length);
        text = text.slice(end + ending.length);
        return round;
      }
      await new Promise<void>(wake => {
        told = wake;
      });
    }
  };
  const round: Developing['round'] = (change = () => {}) => {
    change();
    return nextRound();
  };
  return {
    round,
    async until(pattern, change) {
      let printed = await round(change);
      while (!pattern.test(printed)) printed = await nextRound();
      return printed;
    },
    async end() {
      child.kill('SIGINT');
      return ended;
    },
  };
}

const payments = (where = '') => `${tinyFiles['models/payments.sql'].trimEnd()} ${where}\n`;

test('a save is checked, and the model that it changes is tried with its tests, out of raw data, before any build', async t => {
  const project = tinyProject(t);
  const dev = developing(t, project);
  t.regex(
    await dev.round(),
    /^\d\d:\d\d:\d\d {2}Checked: 0 errors; `sparkify check` shows 2 warnings\n\d\d:\d\d:\d\d {2}Watching for changes/,
  );
  const changed = await dev.until(/payments: /, () =>
    project.write({ 'models/payments.sql': payments('where id < 3') }),
  );
  t.regex(changed, /Trying payments …\npayments: 2 rows, of 10,000 rows at most of each table\n/);
  t.regex(changed, /│ +1 │ Ada +│ +1\.5 │/);
  t.regex(changed, /2 of 2 tests passed\n/);
  t.throws(() => currentRelease(project.path('target/lake')), undefined, 'there is no lake yet');
  t.is((await dev.end()).exitCode, 0);
});

test('errors are shown at their place and go when they are mended', async t => {
  const project = tinyProject(t);
  const dev = developing(t, project);
  await dev.round();
  const broken = await dev.until(/error/, () =>
    project.write({ 'models/payments.sql': "select idd from {{ ref('stg_events') }}\n" }),
  );
  t.regex(
    broken,
    /models\/payments\.sql:1:8 {2}error {2}unknown-column\n {2}There is no column "idd" here\./,
  );
  t.regex(broken, /Checked: 1 error in 1 file\n/);
  t.notRegex(broken, /Trying/);
  const yaml = await dev.until(/bad-yaml/, () => project.write({ 'models/payments.yml': 'models: [\n' }));
  t.notRegex(yaml, /Trying/);
  const mended = await dev.until(/payments: /, () =>
    project.write({
      'models/payments.sql': payments('where id < 2'),
      'models/payments.yml': tinyFiles['models/payments.yml'],
    }),
  );
  t.notRegex(mended, /error {2}/);
  t.regex(mended, /payments: 1 row, /);
  await dev.until(/error/, () => project.write({ 'models/payments.sql': 'select' }));
  const back = await dev.until(/payments: /, () =>
    project.write({ 'models/payments.sql': payments('where id < 2') }),
  );
  t.regex(back, /payments: 1 row, /, 'what the error took from the screen is there again');
  await dev.end();
});

test('a test that fails is shown with its rows, and a query that fails with its place', async t => {
  const project = tinyProject(t);
  const dev = developing(t, project);
  await dev.round();
  const failing = await dev.until(/payments: /, () =>
    project.write({
      'models/payments.sql': payments(
        "union all select 1, user_name, amount, paid_at from {{ ref('stg_events') }} where id = 1",
      ),
    }),
  );
  t.regex(failing, /Failure in test unique_payments_id \(models\/payments\.yml\)/);
  t.regex(failing, /1 of 2 tests passed\n/);
  const late = await dev.until(/payments could not be computed/, () =>
    project.write({ 'models/payments.sql': payments('where cast(user_name as integer) > 0') }),
  );
  t.regex(late, /Error in .*payments/);
  await dev.end();
});

test('what a model reads comes from the lake where it is there, and the lake stays as it was', async t => {
  const totals = (sql: string) => ({
    'models/totals.sql': `{{ config(materialized='table') }} select user_name, ${sql} as n from {{ ref('payments') }} group by all`,
  });
  const project = tinyProject(t, totals('min(id)'));
  await succeeded(t, project.sparkify('build'));
  const before = currentRelease(project.path('target/lake'));
  // Whoever reads the raw data now meets a fourth event.
  project.write({
    'data/events/3.json': jsonLines([{ id: 4, user: 'Cy', amount: 1, paid_at: '2026-01-04T10:00:00Z' }]),
  });
  const dev = developing(t, project);
  await dev.round();
  const tried = await dev.until(/totals: /, () => project.write(totals('max(id)')));
  t.regex(tried, /totals: 2 rows/);
  await dev.end();
  t.deepEqual(currentRelease(project.path('target/lake')), before);
});

test('a test between tables is not run on parts of them, which is said', async t => {
  const related = `${tinyFiles['models/payments.yml']}      - name: user_name
        data_tests: [{ relationships: { arguments: { to: ref('stg_events'), field: user_name } } }]
`;
  const project = tinyProject(t, { 'models/payments.yml': related });
  const dev = developing(t, project, '--sample', '2 rows', '--limit', '1');
  await dev.round();
  const tried = await dev.until(/payments: /, () =>
    project.write({ 'models/payments.sql': payments('where id > 0') }),
  );
  t.regex(tried, /payments: 2 rows, of 2 rows at most of each table\n/);
  t.regex(
    tried,
    /2 of 2 tests passed; not run on a part: relationships_payments_user_name__user_name__ref_stg_events_\n/,
  );
  t.is([...tried.matchAll(/^│ +\d/gm)].length, 1);
  await dev.end();
});

test('a model that is named is tried in every round, from the one in which it is written', async t => {
  const project = tinyProject(t);
  const dev = developing(t, project, 'late');
  t.regex(await dev.round(), /There is no model or seed "late"\./);
  const written = await dev.until(/late: /, () =>
    project.write({ 'models/late.sql': "select id from {{ ref('payments') }} where id > 1\n" }),
  );
  t.regex(written, /late: 2 rows/);
  const other = await dev.until(/late: /, () =>
    project.write({ 'models/payments.sql': payments('where id > 2') }),
  );
  t.regex(other, /late: 1 row/);
  t.notRegex(other, /Trying payments/);
  await dev.end();
});

test('Ctrl-C ends it while a query runs', async t => {
  const project = tinyProject(t);
  const dev = developing(t, project);
  await dev.round();
  const endless =
    "{{ config(materialized='table') }} select count(*) as n from range(100000000) a, range(100000000) b";
  project.write({ 'models/endless.sql': endless });
  await new Promise(done => setTimeout(done, 3000));
  const { exitCode, stderr } = await dev.end();
  t.is(exitCode, 0);
  t.is(stderr, '');
});
