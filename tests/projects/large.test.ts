import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import test from 'ava';
import { cliProject, repository } from '../helpers/cli-project.ts';

const models = 600;

/** Runs sparkify where a process may open 128 files at once, of which Node itself needs some thirty. */
function withFewFiles(folder: string, ...args: readonly string[]) {
  const command = [
    '-c',
    'ulimit -n 128; exec "$@"',
    'sh',
    process.execPath,
    join(repository, 'bin/sparkify.js'),
  ];
  return spawnSync('sh', [...command, ...args], { cwd: folder, encoding: 'utf8' });
}

test('a project of many models needs few open files to be listed, checked and compiled', t => {
  const names = Array.from({ length: models }, (_, index) => `model_${index}`);
  const project = cliProject(t, {
    'sparkify.config.ts': `export default { name: 'large' };`,
    ...Object.fromEntries(names.map((name, index) => [`models/${name}.sql`, `select ${index} as id`])),
    'models/models.yml': `models:\n${names.map(name => `  - { name: ${name}, columns: [{ name: id, data_tests: [not_null] }] }\n`).join('')}`,
  });
  for (const args of [['ls'], ['check'], ['compile']]) {
    const { status, stdout, stderr } = withFewFiles(project.folder, ...args);
    t.is(status, 0, `${args}: ${stderr}${stdout.slice(-500)}`);
  }
  t.regex(project.read('target/compiled/large/models/model_599.sql'), /^select 599 as id\n+$/);
  t.regex(project.read('target/compiled/large/models/models.yml/not_null_model_599_id.sql'), /model_599/);
});
