import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

/** A process that works until it is aborted, and then as long as `after` says. */
async function startWork(t: ExecutionContext, after: string) {
  const file = join(temporaryFolder(t), 'work.ts');
  const module = pathToFileURL(resolve('src/cli/interrupt.ts')).href;
  writeFileSync(
    file,
    `import { interruptible } from '${module}';
     import { setTimeout as wait } from 'node:timers/promises';
     await interruptible(() => console.log('interrupting'), async signal => {
       console.log('ready');
       await new Promise(done => { const timer = setInterval(() => {}, 1000); signal.addEventListener('abort', () => { clearInterval(timer); done(); }); });
       ${after}
     });
     process.exitCode = 1;`,
  );
  const child = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.teardown(() => child.kill('SIGKILL'));
  let output = '';
  child.stdout.on('data', chunk => {
    output += chunk;
  });
  const closed = once(child, 'close') as Promise<[number | null, string | null]>;
  await once(child.stdout, 'data');
  return { child, closed, output: () => output };
}

test('the first Ctrl-C lets the work end in order', async t => {
  const { child, closed, output } = await startWork(t, "console.log('put away');");
  child.kill('SIGINT');
  t.deepEqual(await closed, [1, null]);
  t.is(output(), 'ready\ninterrupting\nput away\n');
});

test('the same Ctrl-C told twice, as npx does, is one', async t => {
  const { child, closed, output } = await startWork(t, "await wait(200); console.log('put away');");
  child.kill('SIGINT');
  await wait(50);
  child.kill('SIGINT');
  t.deepEqual(await closed, [1, null]);
  t.is(output(), 'ready\ninterrupting\nput away\n');
});

test('a second Ctrl-C ends the process at once', async t => {
  const { child, closed, output } = await startWork(t, "await wait(60_000); console.log('never');");
  child.kill('SIGINT');
  await wait(700);
  child.kill('SIGINT');
  t.deepEqual(await closed, [null, 'SIGINT']);
  t.is(output(), 'ready\ninterrupting\n');
});
