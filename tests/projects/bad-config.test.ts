import test from 'ava';
import { assertRefused, type Refusal, SharedLake } from '../helpers/shared-lake.ts';
import { tinyConfig, tinyProject } from '../helpers/tiny-project.ts';

const lake = new SharedLake();
test.after.always(() => lake.remove());

const refused = test.macro(async (t, refusal: Omit<Refusal, 'exitCode'>) => {
  await lake.refuses(t, { ...refusal, exitCode: 2 });
});

function config(more: string): { 'sparkify.config.ts': string } {
  return { 'sparkify.config.ts': tinyConfig({ more }) };
}

test.serial('a value of the wrong type in sparkify.config.ts', refused, {
  files: config("  vars: 'none',\n"),
  says: ['sparkify.config.ts:6:3  error  bad-config', '"vars" must be a mapping', "> 6 |   vars: 'none',"],
});

test.serial('a value of a target that is none of the allowed ones', refused, {
  files: { 'sparkify.config.ts': tinyConfig().replace('duckdb({', "duckdb({ threads: 'many',") },
  says: ['sparkify.config.ts:5:28  error  bad-config', '"targets.dev.threads" must be a number, not "many".'],
});

test.serial('an unknown key in sparkify.config.ts', refused, {
  files: config("  modelPath: ['models'],\n"),
  says: [
    'sparkify.config.ts:6:3  error  bad-config',
    'There is no key "modelPath".',
    'Did you mean "modelPaths"?',
  ],
});

test.serial('a sparkify.config.ts that does not parse', refused, {
  files: config('  vars: { a: 1 \n'),
  says: ['sparkify.config.ts:', 'error  bad-config', 'sparkify.config.ts could not be loaded'],
});

test.serial('a sparkify.config.ts that throws', refused, {
  files: config("  vars: { a: (() => { throw new Error('no luck'); })() },\n"),
  says: ['sparkify.config.ts:6:', 'error  bad-config', 'no luck'],
});

test.serial('a folder without a project', refused, {
  files: { 'sparkify.config.ts': undefined },
  says: ['error  no-project', 'There is no sparkify.config.ts in', 'sparkify init', '--project-dir'],
});

test.serial('an unknown target', refused, {
  args: ['build', '--target', 'prod'],
  says: ['error  unknown-target', 'There is no target "prod".', 'The targets are: dev.'],
});

test.serial('--vars that are not YAML', refused, {
  args: ['build', '--vars', '{a: 1'],
  says: [
    'error  bad-vars',
    /The value of --vars is not valid YAML: .*[^:]$/m,
    `Write it like this: --vars '{"source_root": "data"}'`,
  ],
});

test.serial('--vars that are no mapping', refused, {
  args: ['build', '--vars', 'source_root=data'],
  says: ['error  bad-vars', 'not a mapping of names to values', 'Write it like this'],
});

test.serial('an unknown command', refused, {
  args: ['biuld'],
  says: ['error  bad-usage', "Unknown command 'biuld'.", 'Did you mean build?'],
});

test.serial('an unknown flag', refused, {
  args: ['build', '--selct', 'payments'],
  says: ['error  bad-usage', "Unknown option '--selct'.", 'Did you mean --select?'],
});

test.serial('a flag whose value is none', refused, {
  args: ['build', '--threads', 'many'],
  says: ['error  bad-usage', "'--threads <n>'", 'It has to be a whole number from 1 on.'],
});

test.serial('a selector that is none', refused, {
  args: ['build', '--select', 'colour:red'],
  says: ['error  bad-selection', '"colour"'],
});

test('a target folder that is a file', async t => {
  const project = tinyProject(t, { target: 'a file' });
  assertRefused(t, await project.sparkify('build'), {
    exitCode: 1,
    says: [
      'error  target-not-writable',
      `${project.path('target')} cannot be written: ENOTDIR`,
      'make it a folder that this user may write',
    ],
  });
  t.is(project.read('target'), 'a file');
});
