import { readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { type CliProject, type CliResult, repository } from '../helpers/cli-project.ts';
import { failed, succeeded } from '../helpers/cli-result.ts';
import { referenceProject } from '../helpers/reference-project.ts';
import { tinyFiles, tinyProject } from '../helpers/tiny-project.ts';

interface Watching {
  /** The problems of the next round after what `change` does, or of the first one. */
  round(change?: () => void): Promise<readonly string[]>;
  /** Sends Ctrl-C and waits for the end. */
  end(): Promise<CliResult>;
}

const beginning = /^\d\d:\d\d:\d\d {2}Checking the project$/;
const ending = /^\d\d:\d\d:\d\d {2}Found .*\. Watching for changes; Ctrl-C ends it\.$/;

function watching(t: ExecutionContext, project: CliProject): Watching {
  t.timeout(120_000);
  const { child, ended } = project.start('check', '--watch', '--quiet');
  t.teardown(() => child.kill('SIGKILL'));
  let text = '';
  let told = () => {};
  child.stdout!.on('data', (more: string) => {
    text += more;
    told();
  });
  let read = 0;
  const nextRound = async (): Promise<readonly string[]> => {
    for (;;) {
      const lines = text.split('\n').slice(read);
      const end = lines.findIndex(line => ending.test(line));
      if (end >= 0) {
        read += end + 1;
        t.regex(lines[0]!, beginning);
        return lines.slice(1, end);
      }
      await new Promise<void>(wake => {
        told = wake;
      });
    }
  };
  return {
    async round(change = () => {}) {
      change();
      return nextRound();
    },
    async end() {
      child.kill('SIGINT');
      return ended;
    },
  };
}

/** Rounds until one tells what is expected: a change of several files may take more than one. */
async function until(watch: Watching, change: () => void, wanted: (problems: readonly string[]) => boolean) {
  let problems = await watch.round(change);
  while (!wanted(problems)) problems = await watch.round();
  return problems;
}

const isSound = (problems: readonly string[]) => problems.length === 0;

test('errors come with a save and go when they are mended, and Ctrl-C ends it well', async t => {
  const project = tinyProject(t);
  const watch = watching(t, project);
  t.deepEqual(await watch.round(), []);
  const broken = () => project.write({ 'models/payments.sql': "select idd from {{ ref('stg_events') }}\n" });
  const [first] = await until(watch, broken, problems => problems.length > 0);
  t.is(
    first,
    'models/payments.sql:1:8: error unknown-column: There is no column "idd" here. Did you mean "id"?',
  );
  const sound = () => project.write({ 'models/payments.sql': "select id from {{ ref('stg_events') }}\n" });
  t.deepEqual(await until(watch, sound, isSound), []);
  const { exitCode, stderr } = await watch.end();
  t.is(exitCode, 0);
  t.is(stderr, '');
});

test('files that are saved by renaming, new folders and folders that go are seen', async t => {
  const project = tinyProject(t);
  const watch = watching(t, project);
  await watch.round();
  const renamed = () => {
    project.write({ 'models/payments.sql.new': "select nothing from {{ ref('stg_events') }}\n" });
    renameSync(project.path('models/payments.sql.new'), project.path('models/payments.sql'));
  };
  await until(watch, renamed, ([first]) => first?.startsWith('models/payments.sql:1:8: error') === true);
  const moved = () => {
    project.write({ 'models/deep/er/payments.sql': "select id from {{ ref('stg_events') }}\n" });
    rmSync(project.path('models/payments.sql'));
  };
  await until(watch, moved, isSound);
  const deep = () => project.write({ 'models/deep/er/payments.sql': 'select 1 as one from nowhere\n' });
  await until(
    watch,
    deep,
    ([first]) => first?.startsWith('models/deep/er/payments.sql:1:22: error') === true,
  );
  await until(watch, () => rmSync(project.path('models'), { recursive: true }), isSound);
  const again = () => project.write({ 'models/one.sql': 'select wrong\n' });
  await until(watch, again, ([first]) => first?.startsWith('models/one.sql:1:8: error') === true);
  t.is((await watch.end()).exitCode, 0);
});

test('many files at once end in one state', async t => {
  const project = tinyProject(t);
  const watch = watching(t, project);
  await watch.round();
  const models = (sql: string) => () =>
    project.write(
      Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`models/many/m${index}.sql`, sql])),
    );
  await until(watch, models('select wrong\n'), problems => problems.length === 50);
  await until(watch, models('select 1 as one\n'), isSound);
  t.is((await watch.end()).exitCode, 0);
});

test('the config, macros in TypeScript and what they import are read anew', async t => {
  const config = (level: string) => `import { defineConfig, duckdb } from 'sparkify';
import { lake } from './settings.ts';
export default defineConfig({ name: 'tiny', targets: { dev: duckdb({ lake }) }, rules: { 'missing-description': '${level}' } });
`;
  const project = tinyProject(t, {
    'sparkify.config.ts': config('off'),
    'settings.ts': "export const lake = 'target/lake';\n",
    'macros/name.ts': "import { column } from './column.ts';\nexport const id = () => column;\n",
    'macros/column.ts': "export const column = 'id';\nexport function unused() { return ''; }\n",
    'models/stg_events.sql': `select {{ id() }}, "user" as user_name, amount, paid_at from {{ source('raw', 'events') }}\n`,
  });
  const watch = watching(t, project);
  t.deepEqual(await watch.round(), []);
  const inner = () => project.write({ 'macros/column.ts': "export const column = 'idd';\n" });
  await until(watch, inner, ([first]) => first?.includes('error unknown-column') === true);
  const mended = () => project.write({ 'macros/column.ts': "export const column = 'id';\n" });
  await until(watch, mended, isSound);
  await until(
    watch,
    () => project.write({ 'sparkify.config.ts': 'export default 1;\n' }),
    ([first]) => first?.startsWith('sparkify.config.ts:') === true,
  );
  const stricter = () => project.write({ 'sparkify.config.ts': config('error') });
  await until(watch, stricter, problems => problems.some(line => line.includes('error missing-description')));
  t.is((await watch.end()).exitCode, 0);
});

test('a folder without a project is refused at once', async t => {
  const project = tinyProject(t, { 'sparkify.config.ts': undefined });
  t.regex(await failed(t, project.sparkify('check', '--watch'), 2), /There is no sparkify\.config\.ts/);
});

test('the types file is kept current, and writing it is no change', async t => {
  const project = tinyProject(t);
  await succeeded(t, project.sparkify('types'));
  const watch = watching(t, project);
  await watch.round();
  const columns = ['one', 'two', 'three', 'four', 'five'];
  for (const column of columns) {
    project.write({
      'models/stg_events.sql': `${tinyFiles['models/stg_events.sql']}`.replace('id,', `id, 1 as ${column},`),
    });
    do await watch.round();
    while (!project.read('sparkify.types.ts').includes(`  ${column}: number | null;`));
    // Time for what a change of the file would begin.
    await new Promise(done => setTimeout(done, 500));
  }
  const { stdout } = await watch.end();
  const rounds = stdout.split('Checking the project').length - 1;
  // On a busy machine a save may be seen in two parts. If the file itself counted, there were eleven.
  t.true(rounds < 2 * columns.length, `${rounds} rounds`);
});

test('the task that init writes matches what is printed', async t => {
  const { tasks } = JSON.parse(readFileSync(join(repository, 'templates/init/.vscode/tasks.json'), 'utf8'));
  const { pattern, background } = tasks[0].problemMatcher;
  const project = referenceProject(t);
  project.write({ 'models/marts/users.sql': 'select nothing\n' });
  const watch = watching(t, project);
  const line = (await watch.round()).find(each => each.startsWith('models/marts/users.sql'));
  t.deepEqual(new RegExp(pattern.regexp).exec(line!)?.slice(1, 6), [
    ...['models/marts/users.sql', '1', '8', 'error', 'unknown-column'],
  ]);
  t.regex('10:00:00  Checking the project', new RegExp(background.beginsPattern));
  t.regex(
    '10:00:00  Found 1 error. Watching for changes; Ctrl-C ends it.',
    new RegExp(background.endsPattern),
  );
  t.is((await watch.end()).exitCode, 0);
});
