import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { ExecutionContext } from 'ava';
import { findPythonEnvironment } from '../helpers/python-packages.ts';

const version = '5.2.5';

/** The folder of a virtual environment with moto; undefined where it cannot be had, except in CI. */
export const moto = await findPythonEnvironment(
  `moto-${version}`,
  [`moto[server]==${version}`],
  'There is no stand-in for the APIs of AWS.',
);

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
