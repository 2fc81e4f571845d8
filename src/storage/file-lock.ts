import { realpathSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import { hasCode } from './disk-error.ts';

export interface FileLockOptions {
  /** The lock file. Its folder must exist; the file is created, stays, and is never opened by anything else. */
  readonly path: string;
  /** What the lock guards, for the message. */
  readonly lake: string;
  /** Milliseconds to wait for another process. */
  readonly timeout: number;
}

/**
 * Runs `action` while no other process, and nothing else in this one, runs one under the same lock file.
 *
 * Node has no file locks of its own, so an empty SQLite database is the lock (`node:sqlite` is part of Node): its write
 * transaction is an operating-system lock on the file, which the system frees when the process ends however it ends.
 * Taking it costs 0.2 ms; a DuckDB file held open costs 12 ms. SQLite also keeps threads of one process apart and
 * survives a second opening of the file by the same process, where a DuckDB file loses its lock as soon as any handle
 * on it is closed. The mutex makes callers of one process queue instead of polling.
 *
 * @throws SparkifyError `lake-locked` when another process holds it beyond `timeout`, naming that process;
 *   `lake-not-writable` when the file system refuses locks.
 */
export async function withFileLock<T>(options: FileLockOptions, action: () => Promise<T>): Promise<T> {
  const path = join(realpathSync(dirname(options.path)), basename(options.path));
  const deadline = Date.now() + options.timeout;
  return inQueue(path, async () => {
    const database = await acquire(path, options, deadline);
    try {
      await nameHolder(path);
      return await action();
    } finally {
      database.close();
    }
  });
}

const queues = new Map<string, Promise<unknown>>();

/** Runs the actions of one key one after the other. */
async function inQueue<T>(key: string, action: () => Promise<T>): Promise<T> {
  const previous = queues.get(key) ?? Promise.resolve();
  const current = previous.then(action, action);
  queues.set(key, current);
  try {
    return await current;
  } finally {
    if (queues.get(key) === current) queues.delete(key);
  }
}

async function acquire(path: string, options: FileLockOptions, deadline: number): Promise<DatabaseSync> {
  for (let wait = 2; ; wait = Math.min(wait * 2, 200)) {
    const database = tryToAcquire(path, options);
    if (database !== undefined) return database;
    if (Date.now() >= deadline) throw await locked(path, options);
    // A random share keeps many waiting processes from asking in step.
    await setTimeout(wait * (0.5 + Math.random()));
  }
}

/** Undefined when another process holds the lock. */
function tryToAcquire(path: string, { lake }: FileLockOptions): DatabaseSync | undefined {
  let database: DatabaseSync | undefined;
  try {
    database = new (loadSqlite().DatabaseSync)(path);
    // The transaction never writes, so its journal need not be a file.
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN IMMEDIATE');
    return database;
  } catch (error) {
    database?.close();
    if (isBusy(error)) return undefined;
    throw new SparkifyError('lake-not-writable', `The lake ${lake} cannot be locked at ${path}.`, {
      hint: 'Check that this user can write there and that the file system has file locks.',
      cause: error,
    });
  }
}

/** Some Nodes that sparkify runs on warn that SQLite is experimental: nothing that a user of sparkify could act on. */
function loadSqlite(): typeof import('node:sqlite') {
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    return process.getBuiltinModule('node:sqlite');
  } finally {
    process.emitWarning = emitWarning;
  }
}

function isBusy(error: unknown): boolean {
  const sqliteBusy = 5;
  return hasCode(error, 'ERR_SQLITE_ERROR') && 'errcode' in error && error.errcode === sqliteBusy;
}

/** Only for the message of whoever waits in vain, so a failure to write it must not fail the action. */
async function nameHolder(path: string): Promise<void> {
  await writeFile(`${path}-holder`, `process ${process.pid} on ${hostname()}`).catch(() => undefined);
}

async function locked(path: string, { lake, timeout }: FileLockOptions): Promise<SparkifyError> {
  const holder = await readFile(`${path}-holder`, 'utf8').catch(() => 'another process');
  return new SparkifyError(
    'lake-locked',
    `The lake ${lake} has been locked for ${timeout / 1000} s by ${holder}.`,
    {
      hint: 'Wait until it has ended, or end it; the lock goes with it.',
    },
  );
}
