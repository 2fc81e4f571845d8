import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { type CliProject, repository } from '../helpers/cli-project.ts';
import { succeeded } from '../helpers/cli-result.ts';
import { missingPrograms, openTerminal } from '../helpers/pseudo-terminal.ts';
import { tinyProject } from '../helpers/tiny-project.ts';

const launcher = join(repository, 'bin/sparkify.js');

const tagged = {
  'models/payments.sql':
    "{{ config(materialized='external', tags=['nightly']) }} select * from {{ ref('stg_events') }}",
};

/** What the words can become, of which the last is being written. */
async function suggested(t: ExecutionContext, project: CliProject, ...words: readonly string[]) {
  const text = await succeeded(t, project.sparkify('completion', 'suggest', '--', ...words));
  return text.split('\n').flatMap(line => (line === '' ? [] : [line.split('\t')[0]!]));
}

test('commands, their commands, flags and choices are those of the program', async t => {
  const project = tinyProject(t);
  t.deepEqual(await suggested(t, project, 're'), ['retry', 'releases', 'recover']);
  t.deepEqual(await suggested(t, project, 'releases', 'r'), ['rollback']);
  t.true((await suggested(t, project, 'build', '--f')).includes('--fail-fast'));
  t.deepEqual(await suggested(t, project, 'build', '--log-format', ''), ['text', 'json']);
  t.deepEqual(await suggested(t, project, 'build', '--log-format=j'), ['--log-format=json']);
  t.deepEqual(await suggested(t, project, 'build', '--junit', ''), [':files']);
});

test('names come from files, tags and sources from the last manifest, behind whatever operators stand there', async t => {
  const project = tinyProject(t, tagged);
  t.deepEqual(await suggested(t, project, 'build', '--select', 'stg_events', '+pay'), ['+payments']);
  t.deepEqual(await suggested(t, project, 'ls', '-s', 'tag:'), [], 'nothing was compiled yet');
  await succeeded(t, project.sparkify('compile'));
  t.deepEqual(await suggested(t, project, 'ls', '-s', 'tag:'), ['tag:nightly']);
  t.deepEqual(await suggested(t, project, 'ls', '--exclude', 'stg_events,2+source:raw.'), [
    'stg_events,2+source:raw.events',
  ]);
  t.deepEqual(await suggested(t, project, 'ls', '-s', 'path:models/stg'), ['path:models/stg_events.sql']);
  t.deepEqual(await suggested(t, project, 'show', 'p'), ['payments']);
  t.deepEqual(await suggested(t, project, 'build', '--target', ''), ['dev']);
});

test('the values of a method are those that it knows', async t => {
  const project = tinyProject(t);
  const values = (method: string) => suggested(t, project, 'ls', '-s', `${method}:`);
  const written = (method: string, ...known: readonly string[]) => known.map(one => `${method}:${one}`);
  t.deepEqual(
    await values('test_type'),
    written('test_type', 'generic', 'singular', 'constraint', 'data', 'unit'),
  );
  t.deepEqual(await values('source_status'), written('source_status', 'fresher', 'pass', 'warn', 'error'));
  t.deepEqual(await values('access'), written('access', 'private', 'protected', 'public'));
  t.deepEqual(await suggested(t, project, 'build', '-s', 'payments,state:m'), [
    'payments,state:modified',
    ...['body', 'configs', 'relation', 'persisted_descriptions', 'macros', 'contract'].map(
      aspect => `payments,state:modified.${aspect}`,
    ),
  ]);
});

test('a project that is broken, chatty or missing shows nothing and fails nothing', async t => {
  const project = tinyProject(t, { 'sparkify.config.ts': "console.log('hello'); throw new Error('no');" });
  t.deepEqual(await suggested(t, project, 'build', '--select', ''), []);
  t.deepEqual(await suggested(t, project, 'build', '--project-dir', '/nowhere', '--select', ''), []);
  t.deepEqual(await suggested(t, project, 'nonsense', ''), []);
  project.write({
    'sparkify.config.ts': "console.log('hello'); console.error('you'); export default { name: 'tiny' };",
  });
  t.deepEqual(await suggested(t, project, 'build', '--select', 'pay'), ['payments']);
});

/** Types a line and tabs into a shell that knows `sparkify`, and gives what its prompt holds then. */
async function completed(t: ExecutionContext, shell: Shell, line: string, shows: RegExp): Promise<void> {
  const project = tinyProject(t, tagged);
  await succeeded(t, project.sparkify('compile'));
  project.write({ 'bin/sparkify': `#!/bin/sh\nexec '${process.execPath}' '${launcher}' "$@"\n` });
  chmodSync(project.path('bin/sparkify'), 0o755);
  const env = {
    ...process.env,
    PATH: `${project.path('bin')}:${process.env.PATH}`,
    HOME: project.folder,
    TERM: 'xterm',
    // No history is written into a folder that is being removed.
    ...{ HISTFILE: '/dev/null', fish_history: '' },
  };
  const terminal = openTerminal(shell.command, { cwd: project.folder, env, columns: 100 });
  try {
    terminal.type(`${shell.setUp}; echo rea''dy\n`);
    await terminal.until(/^ready/m);
    terminal.type(`${line}\t`);
    t.regex(await terminal.until(shows), shows);
  } finally {
    // Without its terminal a shell ends.
    terminal.child.kill('SIGKILL');
    await terminal.ended;
  }
}

interface Shell {
  readonly command: readonly string[];
  readonly setUp: string;
}

const shells: Readonly<Record<string, Shell>> = {
  bash: { command: ['bash', '--norc', '-i'], setUp: 'source <(sparkify completion bash)' },
  zsh: {
    command: ['zsh', '-f', '-i'],
    setUp: 'autoload -U compinit; compinit -u -d .zcompdump; source <(sparkify completion zsh)',
  },
  fish: { command: ['fish', '--no-config', '-i'], setUp: 'sparkify completion fish | source' },
};

for (const [name, shell] of Object.entries(shells)) {
  const missing = missingPrograms('python3', name);
  const inShell = missing === undefined ? test.serial : test.serial.skip;
  const because = missing === undefined ? '' : ` (${missing})`;
  inShell(`${name} completes a command${because}`, completed, shell, 'sparkify relea', /sparkify releases/);
  inShell(
    `${name} completes a name behind an operator${because}`,
    completed,
    shell,
    'sparkify build -s +paym',
    /\+payments/,
  );
  inShell(
    `${name} completes what follows a colon${because}`,
    completed,
    shell,
    'sparkify ls --select tag:nig',
    /tag:nightly/,
  );
}
