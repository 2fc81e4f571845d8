import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { withFileLock } from '../../src/storage/file-lock.ts';
import type { CliProject, CliResult } from './cli-project.ts';

export interface SmallDisk {
  /** The folder that is a disk of its own while the command runs, relative to the project. */
  readonly at: string;
  /** How large the disk is, with what lies in the folder already. */
  readonly bytes: number;
}

type OnSmallDisk = (project: CliProject, disk: SmallDisk, ...args: readonly string[]) => Promise<CliResult>;

/** A file system of a size of our own needs a mount namespace, for which most machines ask no right of a user. */
const canMount = spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;

/** Containers may mount nothing, and have a small disk in memory: Docker gives them 64 MB. */
const memoryDisk = '/dev/shm';
const mostToFill = 512 * 2 ** 20;

const way = canMount ? mounted : isSmall(memoryDisk) ? filled : undefined;
if (way === undefined && process.env.CI) throw new Error('There is no small disk to be had.');

/** A test that needs a small disk. Where there can be none it is named as skipped, except in CI. */
export const smallDiskTest = way === undefined ? test.serial.skip : test.serial;

/**
 * Runs a command while a folder of its project is a disk of its own, which the system says is full when it is. What was in the
 * folder is on the disk, and what is there in the end is in the folder afterwards.
 */
export const sparkifyOnSmallDisk: OnSmallDisk = (...call) => {
  if (way === undefined) throw new Error('there is no small disk');
  return way(...call);
};

const script = `
mount -t tmpfs -o size="$0" tmpfs "$1" && cp -a "$2/." "$1" || exit 125
disk=$1 before=$2
shift 2
"$@"
code=$?
cp -a "$disk/." "$before.after"
exit $code`;

async function mounted(
  project: CliProject,
  { at, bytes }: SmallDisk,
  ...args: readonly string[]
): Promise<CliResult> {
  const [disk, before] = [project.path(at), project.path(`${at}.before`)];
  mkdirSync(disk, { recursive: true });
  cpSync(disk, before, { recursive: true });
  mkdirSync(`${before}.after`);
  const result = await project.run(
    ['unshare', '-rm', 'sh', '-c', script, String(bytes), disk, before],
    ...args,
  );
  for (const folder of [disk, before]) rmSync(folder, { recursive: true });
  renameSync(`${before}.after`, disk);
  return result;
}

/** The folder is a link to a disk that is full but for so many bytes. There is one for all test files. */
function filled(...call: Parameters<OnSmallDisk>): Promise<CliResult> {
  const path = join(tmpdir(), 'sparkify-small-disk');
  return withFileLock({ path, lake: memoryDisk, timeout: 300_000 }, () => fillAndRun(...call));
}

async function fillAndRun(
  project: CliProject,
  { at, bytes }: SmallDisk,
  ...args: readonly string[]
): Promise<CliResult> {
  const disk = project.path(at);
  const held = mkdtempSync(join(memoryDisk, 'sparkify-'));
  const content = join(held, 'content');
  try {
    mkdirSync(disk, { recursive: true });
    cpSync(disk, content, { recursive: true });
    rmSync(disk, { recursive: true });
    symlinkSync(content, disk);
    const { bavail, bsize } = statfsSync(memoryDisk);
    writeFileSync(
      join(held, 'ballast'),
      Buffer.alloc(Math.max(0, bavail * bsize - (bytes - sizeOf(content)))),
    );
    const result = await project.run([], ...args);
    unlinkSync(disk);
    cpSync(content, disk, { recursive: true });
    return result;
  } finally {
    rmSync(held, { recursive: true });
  }
}

function sizeOf(folder: string): number {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}

function isSmall(disk: string): boolean {
  if (!existsSync(disk)) return false;
  const { bavail, blocks, bsize } = statfsSync(disk);
  return blocks * bsize <= mostToFill && bavail > 0;
}
