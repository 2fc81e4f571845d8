import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { withFileLock } from '../../src/storage/file-lock.ts';
import { installVersitygw } from './install-versitygw.ts';

/** What a suite needs to know of the server. */
export interface ServerAddress {
  /** E.g. `http://127.0.0.1:40123`. */
  readonly endpoint: string;
  /** Where the server keeps what it holds: a folder for each bucket, a file for each object. */
  readonly folder: string;
}

/** The keys of the server's root user. */
export const rootKeys = { accessKeyId: 'sparkify-tests', secretAccessKey: 'not-a-secret-of-anybody' };

/** The variables that lead AWS's tools, and sparkify, to a server as its root user, and to no account of this machine. */
export function serverEnv(endpoint: string): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_ACCESS_KEY_ID: rootKeys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: rootKeys.secretAccessKey,
    AWS_REGION: 'us-east-1',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

/**
 * The server of this run: the first test file that needs it starts it, on a free port of the loopback interface, and
 * the others find it. It ends with the process that runs all test files, which the shell around it watches, however
 * that one ends.
 */
export async function startVersitygw(run = process.ppid): Promise<ServerAddress> {
  const binary = await installVersitygw();
  const folder = join(tmpdir(), `sparkify-s3-${run}`);
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'lock');
  return withFileLock({ path, lake: folder, timeout: 60_000 }, async () => {
    const port = (await portIn(folder)) ?? (await start(binary, folder, run));
    return { endpoint: `http://127.0.0.1:${port}`, folder: join(folder, 'data') };
  });
}

/** Of a server that runs. A file may be left from another run, whose number this one got. */
async function portIn(folder: string): Promise<number | undefined> {
  const file = join(folder, 'port');
  const port = existsSync(file) ? Number(readFileSync(file, 'utf8')) : undefined;
  return port !== undefined && (await isOpen(port)) ? port : undefined;
}

async function start(binary: string, folder: string, run: number): Promise<number> {
  const port = await freePort();
  for (const name of ['data', 'iam']) mkdirSync(join(folder, name), { recursive: true });
  const { accessKeyId, secretAccessKey } = rootKeys;
  const args = [binary, `127.0.0.1:${port}`, accessKeyId, secretAccessKey, folder, String(run)];
  spawn('sh', ['-c', script, ...args], { stdio: 'ignore', detached: true }).unref();
  await answers(port);
  writeFileSync(join(folder, 'port'), String(port));
  return port;
}

// It tidies its memory seldom: that takes a fifth less of the processor.
const script = `
GOGC=800 "$0" --port "$1" --access "$2" --secret "$3" --keep-alive --quiet --iam-dir "$4/iam" posix "$4/data" >"$4/log" 2>&1 &
while kill -0 "$5" 2>/dev/null; do sleep 1; done
kill -9 $!
rm -rf "$4"`;

function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const server = createServer().on('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => found(port));
    });
  });
}

async function answers(port: number): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (await isOpen(port)) return;
    await setTimeout(50);
  }
  throw new Error(`versitygw does not listen on port ${port}`);
}

function isOpen(port: number): Promise<boolean> {
  return new Promise(open => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => {
      socket.destroy();
      open(true);
    });
    socket.on('error', () => open(false));
  });
}
