import { execFile } from 'node:child_process';
import { constants, createReadStream, type ReadStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { hasCode } from '../disk-error.ts';

/** Sends what comes; `whole` tells whether all has come. */
type Send<Sent> = (chunks: AsyncIterable<Buffer>, whole: Promise<unknown>) => Promise<Sent>;

/**
 * Makes a pipe at `path`, lets `write` write to it, and sends what comes out. So an engine can be interrupted while it
 * writes, which DuckDB cannot while it writes to S3 itself, and requests are ours, with their deadlines and retries.
 *
 * When sending fails, the pipe is closed, and `write` fails at it; the first cause is thrown.
 */
export async function pourThrough<Written, Sent>(
  path: string,
  write: () => Promise<Written>,
  send: Send<Sent>,
): Promise<{ readonly written: Written; readonly sent: Sent }> {
  await promisify(execFile)('mkfifo', ['-m', '600', path]);
  const chunks = createReadStream(path, { highWaterMark: 2 ** 20 });
  const writing = write();
  const ended = writing.then(
    () => undefined,
    () => release(path, chunks),
  );
  try {
    const sent = await send(chunks, writing);
    return { written: await writing, sent };
  } finally {
    chunks.destroy();
    await ended;
    await rm(path, { force: true });
  }
}

/** Ends the wait of a reader for a writer who failed before it came. */
async function release(path: string, chunks: ReadStream): Promise<void> {
  while (chunks.pending && !chunks.closed) {
    const opened = await open(path, constants.O_WRONLY | constants.O_NONBLOCK).catch(error => {
      // Nobody waits yet.
      if (hasCode(error, 'ENXIO', 'ENOENT')) return undefined;
      throw error;
    });
    await opened?.close();
    await setTimeout(10);
  }
}
