import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { SparkifyError } from '../../../src/diagnostics/sparkify-error.ts';
import { changedFiles } from '../../../src/graph/changed-files.ts';

async function folder(t: ExecutionContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'sparkify-git-'));
  t.teardown(() => rm(path, { recursive: true, force: true }));
  return path;
}

function git(cwd: string, ...args: readonly string[]): void {
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false'];
  execFileSync('git', [...identity, ...args], { cwd, stdio: 'pipe' });
}

/** A project below the root of a repository, on a branch that left main. */
async function repository(t: ExecutionContext): Promise<string> {
  const root = await folder(t);
  const project = join(root, 'project');
  await mkdir(join(project, 'models'), { recursive: true });
  git(root, 'init', '--quiet', '--initial-branch=main');
  writeFileSync(join(root, '.gitignore'), 'target/\n');
  for (const name of ['same', 'committed', 'staged', 'edited', 'gone']) {
    writeFileSync(join(project, `models/${name}.sql`), 'select 1');
  }
  git(root, 'add', '.');
  git(root, 'commit', '--quiet', '-m', 'first');
  git(root, 'switch', '--quiet', '-c', 'work');
  return project;
}

const sorted = (files: Iterable<string>) => [...files].sort();

test('committed, staged, edited, new and removed files count, relative to the project', async t => {
  const project = await repository(t);
  const write = (name: string, text = 'select 2') => writeFileSync(join(project, name), text);
  write('models/committed.sql');
  write('../outside.sql');
  git(project, 'add', '..');
  git(project, 'commit', '--quiet', '-m', 'second');
  write('models/staged.sql');
  git(project, 'add', '.');
  write('models/edited.sql');
  write('models/né w.sql');
  rmSync(join(project, 'models/gone.sql'));
  await mkdir(join(project, 'target'));
  write('target/ignored.sql');
  t.deepEqual(sorted(changedFiles(project, 'main').files), [
    'models/committed.sql',
    'models/edited.sql',
    'models/gone.sql',
    'models/né w.sql',
    'models/staged.sql',
  ]);
});

test('what the other branch did since does not count', async t => {
  const project = await repository(t);
  git(project, 'switch', '--quiet', 'main');
  writeFileSync(join(project, 'models/same.sql'), 'select 3');
  git(project, 'commit', '--quiet', '-am', 'on main');
  git(project, 'switch', '--quiet', 'work');
  t.deepEqual(sorted(changedFiles(project, 'main').files), []);
});

test('a changed properties file names the models and seeds that it describes', async t => {
  const project = await repository(t);
  const yaml = 'models: [{name: same}, {}]\nseeds: [{name: levels}]\nsources: [{name: raw}]\n';
  writeFileSync(join(project, 'models/a.yml'), yaml);
  writeFileSync(join(project, 'models/broken.yml'), 'models: [');
  t.deepEqual(sorted(changedFiles(project, 'main').described), ['levels', 'same']);
});

function refusal(t: ExecutionContext, work: () => unknown): SparkifyError {
  const error = t.throws(work, { instanceOf: SparkifyError })!;
  t.like(error, { code: 'bad-selection', exitCode: 2 });
  return error;
}

test('a branch that does not exist is refused with the nearest name', async t => {
  const project = await repository(t);
  const error = refusal(t, () => changedFiles(project, 'mainn'));
  t.regex(error.message, /"git:mainn" cannot be answered: there is no branch "mainn"/);
  t.is(error.hint, 'Did you mean "main"?');
});

test('a name that looks like an option never reaches git as one', async t => {
  const project = await repository(t);
  const target = join(project, 'written');
  const error = refusal(t, () => changedFiles(project, `--output=${target}`));
  t.regex(error.message, /there is no branch/);
  t.deepEqual(sorted(changedFiles(project, 'main').files), []);
});

test('a branch without a common commit is refused', async t => {
  const project = await repository(t);
  git(project, 'switch', '--quiet', '--orphan', 'other');
  git(project, 'commit', '--quiet', '--allow-empty', '-m', 'alone');
  t.regex(refusal(t, () => changedFiles(join(project, '..'), 'main')).message, /no commit in common/);
});

test('a folder outside of any repository is refused', async t => {
  const path = await folder(t);
  t.regex(refusal(t, () => changedFiles(path, 'main')).message, /is not in a git repository/);
});

test.serial('a machine without git is told so', async t => {
  const path = await folder(t);
  const { PATH } = process.env;
  t.teardown(() => {
    process.env.PATH = PATH;
  });
  process.env.PATH = path;
  const error = refusal(t, () => changedFiles(path, 'main'));
  process.env.PATH = PATH;
  t.regex(error.message, /needs the program git/);
});
