import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { ExecutionContext } from 'ava';
import { installOnce } from '../helpers/install-once.ts';

const version = '5.2.5';

/** The folder of a virtual environment with moto; undefined where it cannot be had, except in CI. */
export const moto: string | undefined = await install().catch((error: Error) => {
  if (process.env.CI) throw new Error('There is no stand-in for the APIs of AWS.', { cause: error });
  return undefined;
});

function install(): Promise<string> {
  return installOnce(`moto-${version}`, async partial => {
    const run = promisify(execFile);
    await run('python3', ['-m', 'venv', partial]);
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
    await run(join(partial, 'bin', 'python'), [...pip, `moto[server]==${version}`]);
  });
}

/** Starts moto, which answers as AWS's APIs do, on a free port. It ends with the test, or with this process. */
export async function startMoto(t: Pick<ExecutionContext, 'teardown'>): Promise<string> {
  const script = `import os, sys, threading, time
from moto.server import ThreadedMotoServer
parent = os.getppid()
server = ThreadedMotoServer(ip_address='127.0.0.1', port=0)
server.start()
print(server.get_host_and_port()[1], flush=True)
while os.getppid() == parent:
    time.sleep(1)
os._exit(0)`;
  const child = spawn(join(moto!, 'bin', 'python'), ['-c', script], { stdio: ['ignore', 'pipe', 'ignore'] });
  t.teardown(() => child.kill('SIGKILL'));
  return `http://127.0.0.1:${await portOf(child)}`;
}

async function portOf(child: ChildProcess): Promise<number> {
  let text = '';
  child.stdout!.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  for (let tries = 0; tries < 1200 && child.exitCode === null; tries++) {
    const port = Number(/^\d+$/m.exec(text)?.[0]);
    if (port > 0) return port;
    await wait(50);
  }
  throw new Error('moto does not start');
}
