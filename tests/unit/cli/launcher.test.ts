import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const launcher = 'bin/sparkify.js';

function launch(args: readonly string[], file = launcher) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...args.slice(0, -1), file, args.at(-1)!], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

test('--version prints the version of package.json and nothing else', t => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  t.deepEqual(launch(['--version']), { status: 0, stdout: `${version}\n`, stderr: '' });
});

test('an older Node is told which one is needed and where it is', t => {
  const older =
    'data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"22.17.1"}})';
  const { status, stderr } = launch(['--import', older, '--version']);
  t.is(status, 2);
  t.regex(stderr, /^sparkify needs Node 22\.18 or later; this is Node 22\.17\.1\.\n/);
  t.regex(stderr, /npx sparkify/);
});

test('without dist it says how to build', t => {
  const folder = temporaryFolder(t);
  cpSync('bin', join(folder, 'bin'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  const { status, stderr } = launch(['build'], join(folder, launcher));
  t.is(status, 2);
  t.regex(stderr, /npm run build/);
});

test('queries get a thread pool of their threads and a dozen more', t => {
  const folder = temporaryFolder(t);
  cpSync('bin', join(folder, 'bin'), { recursive: true });
  cpSync('package.json', join(folder, 'package.json'));
  const main =
    'export async function main(args) { console.log(process.env.UV_THREADPOOL_SIZE, args.join(" ")); return 1; }';
  cpSync('bin', join(folder, 'dist', 'cli'), { recursive: true });
  writeFileSync(join(folder, 'dist', 'cli', 'main.js'), main);
  const { UV_THREADPOOL_SIZE: _, ...env } = process.env;
  const start = (...args: readonly string[]) =>
    spawnSync(process.execPath, [join(folder, launcher), ...args], { encoding: 'utf8', env });
  const { status, stdout } = start('build', '--threads', '100');
  t.is(stdout, '112 build --threads 100\n');
  t.is(status, 1);
  t.is(start('build').stdout, '64 build\n', 'the config may ask for up to 52');
  t.is(start('build', '--threads=8').stdout, '64 build --threads=8\n');
});
