import { existsSync, mkdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import test, { type ExecutionContext } from 'ava';
import { SparkifyError } from '../../../src/diagnostics/sparkify-error.ts';
import { type FileLockOptions, withFileLock } from '../../../src/storage/file-lock.ts';

test('actions under one lock run one after the other, also after one that fails', async t => {
  const lock = await lockOptions(t);
  const log: string[] = [];
  const actions = ['a', 'b', 'c'].map(name =>
    withFileLock(lock, async () => {
      log.push(`${name} begins`);
      await Promise.resolve();
      log.push(`${name} ends`);
      if (name === 'a') throw new Error('failed');
      return name;
    }),
  );
  t.deepEqual(
    (await Promise.allSettled(actions)).map(result => result.status),
    ['rejected', 'fulfilled', 'fulfilled'],
  );
  t.deepEqual(log, ['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
});

test('locks of different lakes do not wait for each other', async t => {
  const outer = await lockOptions(t);
  const inner = await lockOptions(t);
  t.is(await withFileLock(outer, () => withFileLock(inner, async () => 'both')), 'both');
});

test('another thread of the same process waits, too', async t => {
  const lock = await lockOptions(t);
  const worker = holdInWorker(lock);
  await new Promise(resolve => worker.once('message', resolve));
  const error = await t.throwsAsync(
    withFileLock({ ...lock, timeout: 20 }, async () => undefined),
    { instanceOf: SparkifyError, code: 'lake-locked' },
  );
  t.true(error?.message.includes(`process ${process.pid} on`), error?.message);
  await worker.terminate();
  t.is(await withFileLock(lock, async () => 'free'), 'free');
});

test('a place that cannot be locked is told', async t => {
  const lock = await lockOptions(t);
  mkdirSync(lock.path);
  const error = await t.throwsAsync(
    withFileLock(lock, async () => undefined),
    { instanceOf: SparkifyError, code: 'lake-not-writable' },
  );
  t.true(error?.message.includes(lock.path));
});

test('loading the lock prints no warning and leaves the warnings of others alone', async t => {
  const { emitWarning } = process;
  await withFileLock(await lockOptions(t), async () => undefined);
  t.is(process.emitWarning, emitWarning);
});

test('the lock leaves no journal behind', async t => {
  const lock = await lockOptions(t);
  await withFileLock(lock, async () => t.false(existsSync(`${lock.path}-journal`)));
  t.false(existsSync(`${lock.path}-journal`));
});

async function lockOptions(t: ExecutionContext): Promise<FileLockOptions> {
  const lake = await mkdtemp(join(tmpdir(), 'sparkify-lock-'));
  t.teardown(() => rm(lake, { recursive: true, force: true }));
  return { path: join(lake, '.lock'), lake, timeout: 5000 };
}

function holdInWorker(lock: FileLockOptions): Worker {
  const module = new URL('../../../src/storage/file-lock.ts', import.meta.url).href;
  const code = `
    const { parentPort, workerData } = require('node:worker_threads');
    import(${JSON.stringify(module)}).then(({ withFileLock }) =>
      withFileLock(workerData, async () => {
        parentPort.postMessage('held');
        await new Promise(resolve => setInterval(resolve, 2 ** 30));
      }));`;
  return new Worker(code, { eval: true, workerData: lock });
}
