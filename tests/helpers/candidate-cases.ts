import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { ExecutionContext } from 'ava';
import type { CliProject } from './cli-project.ts';
import { failed, succeeded } from './cli-result.ts';
import { connectDuckDb } from './duckdb-connection.ts';
import { lakeLeftovers } from './lake-leftovers.ts';
import { filesWith } from './tiny-project.ts';

/** A project over a lake that can be looked at as files. */
export interface LakeProject extends CliProject {
  readonly lake: string;
}

/** What follows from payments and a seed, with a test over both. */
export const totalsFiles = {
  'seeds/rates.csv': 'user_name,rate\nAda,2\nBo,3\n',
  'models/totals.sql': `{{ config(materialized='external') }}
select user_name, sum(amount * rate) as total
from {{ ref('payments') }} join {{ ref('rates') }} using (user_name)
group by user_name
`,
  'models/totals.yml': `models:
  - name: totals
    columns:
      - name: user_name
        data_tests:
          - relationships: { arguments: { to: ref('rates'), field: user_name } }
`,
};

/** Payments, what follows from them and from a seed, a test over both, and a model that never ends unless `slow` is false. */
export const candidateFiles = (config: string) =>
  filesWith({
    'sparkify.config.ts': config,
    ...totalsFiles,
    'models/slow.sql': `{{ config(materialized='external', enabled=var('slow', false)) }}
select count(*) as n from range(4000000) a, range(4000000) b where hash(a.range, b.range) % 7 = 0
`,
  });

/** What tasks that publish together do, wherever the lake is. */
export const candidateCases: Readonly<
  Record<string, (t: ExecutionContext, project: LakeProject) => Promise<void>>
> = {
  async 'tasks add tables that read one another, and publish what a build publishes'(t, project) {
    await succeeded(t, run(project, 'seed'));
    await succeeded(t, run(project, 'run', '--select', 'payments'));
    await succeeded(t, run(project, 'run', '--select', 'totals'));
    await succeeded(t, run(project, 'test'));
    const listed = await succeeded(t, project.sparkify('releases', 'list'));
    t.regex(listed, /^Nothing was published yet/);
    t.regex(listed, /The candidate nightly is open; it began at .*\n {2}seed +complete {2}rates\n/);
    t.regex(
      await succeeded(t, publish(project)),
      /^Published release [0-9a-f-]{36}: 3 tables of the candidate nightly changed\.\n$/,
    );
    const published = await totals(t, project);
    t.is(published, 'user_name,total\nAda,9.5\nBo,6\n');
    t.regex(await succeeded(t, project.sparkify('releases', 'list')), /current .* publish of nightly\n$/);
    t.regex(
      await succeeded(t, project.sparkify('build')),
      /Nothing was published: the lake already holds just these rows/,
    );
    await leavesNothing(t, project);
  },

  async 'two tasks that begin at once on a new lake both go on'(t, project) {
    const both = await Promise.all([run(project, 'seed'), run(project, 'run', '--select', 'payments')]);
    for (const each of both) t.is(each.exitCode, 0, each.output);
    await succeeded(t, run(project, 'run', '--select', 'totals'));
    await succeeded(t, publish(project));
    t.is(await totals(t, project), 'user_name,total\nAda,9.5\nBo,6\n');
  },

  async 'a task that is killed keeps the candidate from being published until it has run again'(t, project) {
    await runAll(t, project);
    const { child, ended } = await startSlow(t, project);
    t.regex(
      await failed(t, publish(project), 1),
      /`run --select slow` of the candidate nightly has not ended: it began at/,
    );
    child.kill('SIGKILL');
    await ended;
    const output = await failed(t, publish(project), 1);
    t.regex(output, /`run --select slow` of the candidate nightly was killed/);
    t.regex(output, /Run `sparkify run --select slow --candidate nightly` again/);
    t.is(await rowsOf(t, project, 'slow'), undefined);
    project.write({ 'models/slow.sql': `{{ config(materialized='external') }} select 1 as n` });
    await succeeded(t, run(project, 'run', '--select', 'slow'));
    await succeeded(t, publish(project));
    t.is(await rowsOf(t, project, 'slow'), 'n\n1\n');
    await leavesNothing(t, project);
  },

  async 'a task that is stopped says that it failed, and a failed test keeps the candidate from being published'(
    t,
    project,
  ) {
    await runAll(t, project);
    const { child, ended } = await startSlow(t, project);
    child.kill('SIGTERM');
    const stopped = await ended;
    t.is(stopped.exitCode, 1);
    t.regex(stopped.output, /Nothing was added to the candidate nightly/);
    t.notRegex(stopped.output, /sparkify retry/);
    // It would publish what is only a part.
    t.regex(await failed(t, project.sparkify('retry'), 2), /was a task of the candidate nightly/);
    t.regex(
      await failed(t, publish(project, '--select', 'totals'), 1),
      /`run --select slow` of the candidate nightly failed/,
    );
    await succeeded(t, project.sparkify('recover', '--candidate', 'nightly'));

    project.write({
      'seeds/rates.csv': 'user_name,rate\nAda,2\nBo,3\nBo,4\n',
      'seeds/rates.yml': uniqueRates,
    });
    await runAll(t, project);
    await failed(t, run(project, 'test'), 1);
    t.regex(await failed(t, publish(project), 1), /The task `test` of the candidate nightly failed/);
    project.write({ 'seeds/rates.csv': 'user_name,rate\nAda,2\nBo,3\n' });
    await succeeded(t, run(project, 'seed'));
    t.regex(await failed(t, publish(project), 1), /`test` of the candidate nightly failed/);
    await succeeded(t, run(project, 'run', '--select', 'totals'));
    await succeeded(t, run(project, 'test'));
    t.notRegex(await succeeded(t, publish(project)), /without running/);
    await leavesNothing(t, project);
  },

  async 'of two who publish at once one does'(t, project) {
    await runAll(t, project);
    const both = await Promise.all([publish(project), publish(project)]);
    const published = both.filter(({ stdout }) => stdout.startsWith('Published release'));
    t.is(published.length, 1, both.map(({ output }) => output).join('\n'));
    const [other] = both.filter(each => each !== published[0]);
    t.regex(other!.output, /was published already|is being published by|no candidate nightly/);
    const releases = await succeeded(t, project.sparkify('releases', 'list', '--log-format', 'json'));
    t.is(releases.trimEnd().split('\n').length, 1);
    t.regex(
      await succeeded(t, publish(project)),
      /Nothing to do: the candidate nightly was published already, as release/,
    );
    await leavesNothing(t, project);
  },

  async 'a task that comes after publishing is refused by name'(t, project) {
    await runAll(t, project);
    await succeeded(t, publish(project));
    const late = await failed(t, run(project, 'run', '--select', 'totals'), 1);
    t.regex(
      late,
      /candidate-closed\n {2}The candidate nightly was published already, as release [0-9a-f-]{36}, and takes no more/,
    );
    t.regex(await succeeded(t, project.sparkify('releases', 'list')), /publish of nightly, untested\n$/);
    await leavesNothing(t, project);
  },

  async 'builds and recover leave an open candidate alone, and recover --candidate removes it whole'(
    t,
    project,
  ) {
    await succeeded(t, project.sparkify('build'));
    project.write({ 'seeds/rates.csv': 'user_name,rate\nAda,2\nBo,20\n' });
    await runAll(t, project);
    project.write({ 'seeds/rates.csv': 'user_name,rate\nAda,2\nBo,30\n' });
    await succeeded(t, project.sparkify('build'));
    t.regex(
      await succeeded(t, project.sparkify('recover')),
      /Left the candidate nightly alone: tasks may still add to it/,
    );
    t.regex(await failed(t, publish(project), 1), /lake-moved[\s\S]*changed "rates", "totals"/);
    t.regex(await succeeded(t, project.sparkify('recover', '--candidate', 'nightly')), /Cleared/);
    t.regex(await failed(t, publish(project), 1), /unknown-candidate/);
    t.is(await totals(t, project), 'user_name,total\nAda,9.5\nBo,60\n');
    await leavesNothing(t, project);
  },
};

const uniqueRates = `seeds:
  - name: rates
    columns:
      - name: user_name
        data_tests: [unique]
`;

function run(project: LakeProject, ...args: readonly string[]) {
  return project.sparkify(...args, '--candidate', 'nightly');
}

function publish(project: LakeProject, ...args: readonly string[]) {
  return project.sparkify('releases', 'publish', 'nightly', ...args);
}

async function runAll(t: ExecutionContext, project: LakeProject): Promise<void> {
  await succeeded(t, run(project, 'seed'));
  await succeeded(t, run(project, 'run', '--select', 'payments'));
  await succeeded(t, run(project, 'run', '--select', 'totals'));
}

/** Starts the model that never ends, and waits until its attempt has begun. */
async function startSlow(t: ExecutionContext, project: LakeProject) {
  const folder = join(project.lake, '_sparkify/candidates/nightly');
  const begun = () => readdirSync(folder).filter(name => name.endsWith('.begun.json')).length;
  const before = existsSync(folder) ? begun() : 0;
  const started = project.start(
    ...['run', '--select', 'slow', '--candidate', 'nightly', '--vars', '{slow: true}'],
  );
  for (const until = Date.now() + 60_000; begun() === before; await setTimeout(50))
    if (Date.now() > until) t.fail('the task did not begin');
  return started;
}

function totals(t: ExecutionContext, project: LakeProject): Promise<string | undefined> {
  return rowsOf(t, project, 'totals');
}

/** The published rows of a table; undefined when there are none. */
async function rowsOf(_: ExecutionContext, project: LakeProject, table: string): Promise<string | undefined> {
  const sql = `select * from {{ ref('${table}') }} order by 1`;
  const shown = await project.sparkify('show', '--inline', sql, '--limit', '-1', '--output', 'csv');
  return shown.exitCode === 0 ? shown.stdout : undefined;
}

async function leavesNothing(t: ExecutionContext, project: LakeProject): Promise<void> {
  t.deepEqual(await lakeLeftovers(await connectDuckDb(t), project.lake), []);
}
