import { execFile } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Socket } from 'node:net';
import { promisify } from 'node:util';

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
  const { chunks, end } = openPipe(path);
  const writing = write();
  const ended = writing.then(end, end);
  try {
    const sent = await send(chunks, writing);
    return { written: await writing, sent };
  } finally {
    chunks.destroy();
    await ended;
    await rm(path, { force: true });
  }
}

/**
 * A pipe as a socket: reading it as a file would hold one of the few threads for files, on which the writer waits for
 * another. It is open for writing from the first, too, so that it has no end before `end`, whether or not somebody else
 * ever writes.
 */
function openPipe(path: string): { readonly chunks: Socket; readonly end: () => void } {
  const { O_RDONLY, O_WRONLY, O_NONBLOCK } = constants;
  const chunks = new Socket({ fd: openSync(path, O_RDONLY | O_NONBLOCK), readable: true, writable: false });
  const writer = openSync(path, O_WRONLY | O_NONBLOCK);
  return { chunks, end: () => closeSync(writer) };
}
