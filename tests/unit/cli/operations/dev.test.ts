import { rmSync } from 'node:fs';
import test from 'ava';
import { DevMemory, devRound } from '../../../../src/cli/operations/dev.ts';
import { SparkifyError } from '../../../../src/diagnostics/sparkify-error.ts';
import type { CliProject } from '../../../helpers/cli-project.ts';
import { tinyFiles, tinyProject } from '../../../helpers/tiny-project.ts';

/** Names of the models that a round shows; with `endAfter`, a change comes once so many have begun. */
async function shown(project: CliProject, memory: DevMemory, endAfter?: number): Promise<readonly string[]> {
  const stale = new AbortController();
  if (endAfter === 0) stale.abort();
  const [begun, names]: [string[], string[]] = [[], []];
  await devRound(
    {
      ...{ cwd: project.folder, env: {}, reading: { kind: 'rows', count: 100 }, limit: 5 },
      onChecked: () => stale.signal,
      onStart: ({ name }) => {
        if (begun.push(name) === endAfter) stale.abort();
      },
      onTried: ({ name }) => names.push(name),
    },
    memory,
  );
  return names;
}

const bigger = tinyFiles['models/payments.sql'].replace('id,', 'id + 1 as id,');
const staged = tinyFiles['models/stg_events.sql'].replace('amount,', 'amount * 2 as amount,');

test('what was to be shown when another change came is shown by the next round, once', async t => {
  const project = tinyProject(t);
  const memory = new DevMemory();
  t.deepEqual(await shown(project, memory), [], 'nothing has changed yet');
  project.write({ 'models/payments.sql': bigger });
  t.deepEqual(await shown(project, memory, 0), []);
  t.deepEqual(await shown(project, memory), ['payments']);
  t.deepEqual(await shown(project, memory), []);
});

test('of several, those that were not reached are shown with what changed since', async t => {
  const project = tinyProject(t);
  const memory = new DevMemory();
  await shown(project, memory);
  project.write({ 'models/stg_events.sql': staged, 'models/payments.sql': bigger });
  t.deepEqual(await shown(project, memory, 2), ['stg_events']);
  project.write({ 'models/other.sql': 'select 1 as one' });
  t.deepEqual([...(await shown(project, memory))].sort(), ['other', 'payments']);
});

test('what a file that cannot be read took from the screen is shown again', async t => {
  const project = tinyProject(t);
  const memory = new DevMemory();
  await shown(project, memory);
  project.write({ 'models/payments.sql': bigger });
  t.deepEqual(await shown(project, memory), ['payments']);
  const config = tinyFiles['sparkify.config.ts'];
  project.write({ 'sparkify.config.ts': config.replace('name:', 'nam:') });
  await t.throwsAsync(shown(project, memory), { instanceOf: SparkifyError });
  project.write({ 'sparkify.config.ts': config });
  t.deepEqual(await shown(project, memory), ['payments']);
});

test('a model that fails does not keep others from being shown', async t => {
  const project = tinyProject(t);
  const memory = new DevMemory();
  await shown(project, memory);
  const failing = "select cast(user_name as integer) as n from {{ ref('stg_events') }}\n";
  project.write({ 'models/numbers.sql': failing });
  await t.throwsAsync(shown(project, memory), { message: /INT32/ });
  project.write({ 'models/payments.sql': bigger });
  t.deepEqual(await shown(project, memory), ['payments']);
});

test('a model that goes before it was shown is forgotten', async t => {
  const project = tinyProject(t, { 'models/other.sql': 'select 1 as one' });
  const memory = new DevMemory();
  await shown(project, memory);
  project.write({ 'models/other.sql': 'select 2 as one' });
  await shown(project, memory, 0);
  rmSync(project.path('models/other.sql'));
  project.write({ 'models/payments.sql': bigger });
  t.deepEqual(await shown(project, memory), ['payments']);
  t.deepEqual(await shown(project, memory), []);
  project.write({ 'models/payments.sql': 'select' });
  await shown(project, memory);
  project.write({ 'models/payments.sql': bigger });
  t.deepEqual(await shown(project, memory), ['payments'], 'an error took it from the screen');
});
