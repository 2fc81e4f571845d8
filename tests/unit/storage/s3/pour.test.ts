import { existsSync } from 'node:fs';
import { open, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { pourThrough } from '../../../../src/storage/s3/pour.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

/** All that came, once it is known to be all. */
async function collect(chunks: AsyncIterable<Buffer>, whole: Promise<unknown>): Promise<string> {
  const found: Buffer[] = [];
  for await (const chunk of chunks) found.push(chunk);
  await whole;
  return Buffer.concat(found).toString();
}

test('what is written to a pipe is sent, and the pipe goes', async t => {
  const path = join(temporaryFolder(t), "it's a pipe");
  const text = 'x'.repeat(5_000_000);
  const { written, sent } = await pourThrough(path, () => writeFile(path, text).then(() => 7), collect);
  t.is(written, 7);
  t.is(sent, text);
  t.false(existsSync(path));
});

test('a writer who fails before it opens the pipe, or half way, is what went wrong', async t => {
  const path = join(temporaryFolder(t), 'pipe');
  const early = pourThrough(path, async () => Promise.reject(new Error('early')), collect);
  await t.throwsAsync(early, { message: 'early' });
  const late = async () => {
    const file = await open(path, 'w');
    await file.write('half');
    await file.close();
    throw new Error('late');
  };
  await t.throwsAsync(pourThrough(path, late, collect), { message: 'late' });
  t.false(existsSync(path));
});

test('when sending fails the writer fails at the pipe, and the first cause is told', async t => {
  const path = join(temporaryFolder(t), 'pipe');
  let failure: unknown;
  const write = () =>
    writeFile(path, 'x'.repeat(5_000_000)).catch(error => {
      failure = error;
      throw error;
    });
  const refuse = async (chunks: AsyncIterable<Buffer>) => {
    for await (const _ of chunks) throw new Error('refused');
  };
  await t.throwsAsync(pourThrough(path, write, refuse), { message: 'refused' });
  t.is((failure as NodeJS.ErrnoException).code, 'EPIPE');
  t.false(existsSync(path));
});

test('more pipes are open than there are threads for files, and each writer still gets one', async t => {
  const folder = temporaryFolder(t);
  const text = 'x'.repeat(300_000);
  const pour = async (index: number) => {
    const path = join(folder, `pipe ${index}`);
    const write = async () => {
      await stat(folder);
      await writeFile(path, text);
    };
    return (await pourThrough(path, write, collect)).sent.length;
  };
  // libuv has four threads unless it is told otherwise.
  t.deepEqual(
    await Promise.all(Array.from({ length: 16 }, (_, index) => pour(index))),
    Array(16).fill(text.length),
  );
});
