import test, { type ExecutionContext } from 'ava';
import { cliProject, runSparkify } from '../helpers/cli-project.ts';
import { sarifProblems } from '../helpers/sarif-schema.ts';
import { filesWith, jsonLines, type ProjectFiles, tinyProject } from '../helpers/tiny-project.ts';

/** Row 3 comes twice, so that `unique` fails with one row. */
const twice = {
  'data/events/2.json': jsonLines([
    { id: 3, user: 'Ada', amount: 3.25, paid_at: '2026-01-03T10:00:00Z' },
    { id: 3, user: 'Bo', amount: 1, paid_at: '2026-01-03T11:00:00Z' },
  ]),
};
const broken = {
  'models/stg_events.sql': "select id,\n  usr as user_name\nfrom {{ source('raw', 'events') }}\n",
};

test('a build writes a suite for each type of resource and a case for each node', async t => {
  const project = tinyProject(t);
  const built = await project.sparkify('build', '--junit', 'reports/junit.xml');
  t.is(built.exitCode, 0, built.output);
  const xml = project.read('reports/junit.xml');
  t.regex(
    xml,
    /^<\?xml version="1.0" encoding="UTF-8"\?>\n<testsuites name="sparkify build" tests="4" failures="0"/,
  );
  t.regex(xml, /<testsuite name="model" tests="2" failures="0" errors="0" skipped="0" time="\d+\.\d{3}">/);
  t.regex(xml, /<testsuite name="test" tests="2"/);
  t.regex(
    xml,
    /<testcase name="payments" classname="model.tiny" time="\d+\.\d{3}" file="models\/payments.sql"\/>/,
  );
});

test('a failed test stands there with its rows, its line and the place of its query', async t => {
  const project = tinyProject(t, twice);
  const built = await project.sparkify('build', '--junit', 'junit.xml');
  t.is(built.exitCode, 1, built.output);
  const xml = project.read('junit.xml');
  t.regex(xml, /<testsuites [^>]*tests="4" failures="1" errors="0" skipped="\d"/);
  const failed = /<testcase name="unique_payments_id"[\s\S]*?<\/testcase>/.exec(xml)?.[0] ?? '';
  t.regex(failed, /file="models\/payments.yml" line="\d+"><failure message="[^"]+" type="fail">/);
  t.regex(failed, /│ 3 +│ 2 +│/);
  t.regex(failed, /compiled code at target\/compiled\/tiny\/models\/payments\.yml\/unique_payments_id\.sql/);
});

test('a project that does not check gives a case for each error', async t => {
  const project = tinyProject(t, broken);
  const built = await project.sparkify('build', '--junit', 'junit.xml');
  t.is(built.exitCode, 2, built.output);
  const xml = project.read('junit.xml');
  t.regex(xml, /<testsuite name="run" tests="\d+" failures="0" errors="\d+"/);
  t.regex(xml, /<testcase name="unknown-column models\/stg_events\.sql:2:3"[^>]* line="2"><error /);
});

test('a report that cannot be written ends the command before it runs', async t => {
  const project = tinyProject(t);
  project.write({ taken: 'a file' });
  const built = await project.sparkify('build', '--junit', 'taken/junit.xml');
  t.is(built.exitCode, 2);
  t.regex(built.stderr, /report-not-writable/);
  t.notRegex(built.output, /Running with/);
});

test('an interrupted run says so in its report', async t => {
  const project = tinyProject(t, {
    'models/slow.sql': 'select count(*) as n from range(100000) a, range(100000) b, range(100) c\n',
  });
  const run = project.start('build', '--junit', 'junit.xml');
  run.child.stdout!.on('data', (text: Buffer) => {
    if (String(text).includes('START view model slow') || String(text).includes('model slow'))
      run.child.kill('SIGINT');
  });
  const ended = await run.ended;
  t.is(ended.exitCode, 1, ended.output);
  t.regex(project.read('junit.xml'), /<error message="The run was interrupted\." type="interrupted">/);
});

/** The small project in a subfolder of a repository, and a way to run commands there as a workflow of GitHub does. */
function inRepository(t: ExecutionContext, files: ProjectFiles) {
  const own = Object.entries(filesWith(files)).map(([path, text]) => [`lakes/tiny/${path}`, text] as const);
  const repository = cliProject(t, { '.git/HEAD': 'ref: refs/heads/main\n', ...Object.fromEntries(own) });
  const env = { ...process.env, GITHUB_ACTIONS: 'true' };
  const sparkify = (...args: readonly string[]) =>
    runSparkify(args, repository.path('lakes/tiny'), env).ended;
  return { repository, sparkify };
}

test('check marks the line of an error in the repository, beside its usual output', async t => {
  const { sparkify } = inRepository(t, broken);
  const checked = await sparkify('check');
  t.is(checked.exitCode, 2);
  t.regex(checked.stdout, /^models\/stg_events\.sql:2:3 {2}error {2}unknown-column$/m);
  t.regex(
    checked.stderr,
    /^::error file=lakes\/tiny\/models\/stg_events\.sql,line=2,col=3,endColumn=6,title=unknown-column::/m,
  );
});

test('build marks a failed test where it is declared, and a broken project once', async t => {
  const failing = inRepository(t, twice);
  const built = await failing.sparkify('build');
  t.is(built.exitCode, 1);
  t.deepEqual(built.stderr.match(/^::error file=lakes\/tiny\/models\/payments\.yml,line=6,/gm)?.length, 1);
  const unsound = await inRepository(t, broken).sparkify('build');
  t.is(unsound.exitCode, 2);
  t.is(unsound.stderr.match(/^::error .*title=unknown-column::/gm)?.length, 1);
});

test('a JSON log stays JSON in a workflow', async t => {
  const { sparkify } = inRepository(t, broken);
  for (const flags of [[], ['--quiet']]) {
    const checked = await sparkify('check', '--log-format', 'json', ...flags);
    t.is(checked.stderr, '');
    for (const line of checked.stdout.trimEnd().split('\n')) t.notThrows(() => JSON.parse(line));
  }
});

test('check writes its findings for a code scanner, by their place in the repository', async t => {
  const { repository, sparkify } = inRepository(t, broken);
  t.is((await sparkify('check', '--sarif', '../../check.sarif')).exitCode, 2);
  const log = JSON.parse(repository.read('check.sarif'));
  t.deepEqual(sarifProblems(log), []);
  const [run] = log.runs;
  t.deepEqual(run.invocations, [{ executionSuccessful: true }]);
  const place = run.results[0].locations[0].physicalLocation;
  t.is(place.artifactLocation.uri, 'lakes/tiny/models/stg_events.sql');
  t.is(place.region.startLine, 2);
});

test('a check that settings keep from running tells the code scanner so', async t => {
  const project = tinyProject(t, { 'sparkify.config.ts': 'export default {};\n' });
  t.is((await project.sparkify('check', '--sarif', 'check.sarif')).exitCode, 2);
  const [run] = JSON.parse(project.read('check.sarif')).runs;
  t.deepEqual(run.invocations, [{ executionSuccessful: false }]);
  t.is(run.results[0].ruleId, 'bad-config');
});
