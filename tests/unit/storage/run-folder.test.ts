import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { type Holder, RunFolder } from '../../../src/storage/run-folder.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

/** A process that has ended. */
const ended = spawnSync(process.execPath, ['-e', '']).pid;
const here: Holder = { host: 'here', pid: process.pid };

/** The folder of a run that was killed, or goes on elsewhere. */
function left(parent: string, { host, pid }: Holder, hoursAgo = 0): string {
  const path = join(parent, `run-${host}.${pid}.${crypto.randomUUID()}`);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'file'), 'x');
  const then = new Date(Date.now() - hoursAgo * 3_600_000);
  utimesSync(path, then, then);
  return path;
}

test('what a dead process of this host left goes, that of a living one stays', t => {
  const parent = temporaryFolder(t);
  const dead = left(parent, { host: 'here', pid: ended });
  const living = left(parent, { host: 'here', pid: process.ppid }, 100);
  const folder = new RunFolder(parent, here);
  folder.open();
  t.false(existsSync(dead));
  t.true(existsSync(living));
  t.true(existsSync(folder.path));
});

test('a process of another container with the same disk is not taken for dead by its id', t => {
  const parent = temporaryFolder(t);
  const [living, silent] = [
    left(parent, { host: 'there', pid: ended }, 23),
    left(parent, { host: 'there', pid: ended }, 25),
  ];
  new RunFolder(parent, here).open();
  t.true(existsSync(living));
  t.false(existsSync(silent), 'it gave no sign of life for a day');
});

test('one that died with the id of this process is dead, what this process itself has open is not', t => {
  const parent = temporaryFolder(t);
  const dead = left(parent, here);
  const [first, second] = [new RunFolder(parent, here), new RunFolder(parent, here)];
  first.open();
  second.open();
  t.false(existsSync(dead));
  t.true(existsSync(first.path));
});

test('a folder lasts until the last one who opened it has closed it, and can be opened again', t => {
  const parent = temporaryFolder(t);
  const folder = new RunFolder(parent, here);
  folder.open();
  folder.open();
  folder.close();
  t.true(existsSync(folder.path));
  folder.close();
  t.deepEqual(readdirSync(parent), []);
  folder.open();
  t.true(existsSync(folder.path));
});

test('what no run made is left alone', t => {
  const parent = temporaryFolder(t);
  for (const name of ['notes', 'run-here', `run-here.${ended}.notes`]) mkdirSync(join(parent, name));
  new RunFolder(parent, here).open();
  t.is(readdirSync(parent).length, 4);
});
