import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import test, { type ExecutionContext } from 'ava';
import type { Notification } from '../../src/artifacts/notify/notification.ts';
import { failed, succeeded } from '../helpers/cli-result.ts';
import { currentRelease } from '../helpers/lake-reader.ts';
import { jsonLines, type ProjectFiles, tinyConfig, tinyFiles, tinyProject } from '../helpers/tiny-project.ts';

/** A chat service on this machine, that answers with a status. */
async function chat(t: ExecutionContext, status = 200) {
  const told: Notification[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', text => {
      body += text;
    });
    request.on('end', () => {
      told.push(JSON.parse(body) as Notification);
      response.writeHead(status).end();
    });
  });
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return { told, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/T0/s3cret-path` };
}

/** A project that tells `url` how its runs end. */
function telling(t: ExecutionContext, url: string, on: string, files: ProjectFiles = {}) {
  const more = `  notifications: [{ webhook: process.env.CHAT_WEBHOOK${on === '' ? '' : `, on: [${on}]`} }],\n`;
  return tinyProject(t, {
    'sparkify.config.ts': tinyConfig({ more }),
    '.env': `CHAT_WEBHOOK=${url}\nAPI_TOKEN=very-secret-value\n`,
    ...files,
  });
}

const board = {
  'models/board.yml': `exposures:
  - name: board
    label: The Board
    type: dashboard
    owner: { name: The money, email: money@example.com }
    depends_on: [ref('payments')]
`,
};
const twice = {
  'data/events/3.json': jsonLines([{ id: 1, user: 'Ada', amount: 1, paid_at: '2026-01-03T10:00:00Z' }]),
};

test('of tasks that publish together only those that fail are told of', async t => {
  const { told, url } = await chat(t);
  const project = telling(t, url, "'success', 'warning', 'failure'");
  await succeeded(t, project.sparkify('run', '--candidate', 'nightly'));
  t.deepEqual(told, []);
  project.write({
    ...twice,
    'models/payments.sql': `{{ config(materialized='external') }} select error('no') as id, 'x' as user_name, 1 as amount, now() as paid_at`,
  });
  await failed(t, project.sparkify('run', '--candidate', 'nightly'), 1);
  t.is(told.length, 1);
});

test('a failed run is told of: which node, why, and which dashboards it reaches', async t => {
  const { told, url } = await chat(t);
  const project = telling(t, url, '', { ...board, ...twice });
  const output = await failed(t, project.sparkify('build'), 1);
  t.notRegex(output, /s3cret|notification/);
  t.is(told.length, 1);
  const [{ text, ...rest }] = told as [Notification];
  t.like(rest, {
    ...{ version: 1, status: 'failure', project: 'tiny', target: 'dev', command: 'build' },
    ...{ release: null, not_published: 'failed', exposures: ['The Board'], error: null },
  });
  t.is(rest.failed.length, 1);
  t.like(rest.failed[0], {
    name: 'unique_payments_id',
    status: 'fail',
    file: 'models/payments.yml',
    line: 6,
  });
  t.like(rest.totals, { fail: 1, error: 0 });
  t.regex(
    text,
    /^build of tiny on dev failed after \d+\.\d s\. Nothing was published\.\n• unique_payments_id: /,
  );
  t.true(text.endsWith('\nExposures that read what failed: The Board'));
});

test('who asks for failures alone hears of nothing else, and who asks for success hears of the release', async t => {
  const { told, url } = await chat(t);
  const project = telling(t, url, "'failure'");
  await succeeded(t, project.sparkify('build'));
  t.deepEqual(told, []);
  project.write({
    'sparkify.config.ts': project.read('sparkify.config.ts').replace("['failure']", "['failure', 'success']"),
  });
  await succeeded(t, project.sparkify('build', '--select', 'payments'));
  const { release } = currentRelease(project.path('target/lake'))!;
  t.is(told.length, 1);
  t.like(told[0], { status: 'success', failed: [], exposures: [] });
  t.true(told[0]!.release === null || told[0]!.release === release);
});

test('a test that warns makes a warning of the run', async t => {
  const { told, url } = await chat(t);
  const warned = tinyFiles['models/payments.yml'].replace('unique]', '{unique: {config: {severity: warn}}}]');
  await succeeded(
    t,
    telling(t, url, "'warning'", { ...twice, 'models/payments.yml': warned }).sparkify('build'),
  );
  t.like(told[0], { status: 'warning', tables: 1 });
  t.is(told[0]!.warned.length, 1);
  t.regex(
    told[0]!.text,
    /succeeded with warnings after .* Published release \S+ with 1 table\.\n• unique_payments_id/s,
  );
});

test('a project that cannot run is told of, too, and values of secret variables are not', async t => {
  const { told, url } = await chat(t);
  const project = telling(t, url, '', {
    'models/stg_events.sql': `select '{{ env_var('API_TOKEN') }}' as a, no_such_column from {{ source('raw', 'events') }}\n`,
  });
  await failed(t, project.sparkify('build'), 2);
  t.like(told[0], { status: 'failure', totals: null });
  t.is(told[0]!.error!.code, 'unknown-column');
  t.notRegex(JSON.stringify(told), /very-secret-value/);
});

test('a webhook that fails never fails the build, and its address is told nowhere', async t => {
  const { told, url } = await chat(t, 500);
  const project = telling(t, url, "'success'");
  const output = await succeeded(t, project.sparkify('build'));
  t.is(told.length, 3);
  const host = new URL(url).host;
  t.true(output.includes(`The notification to ${host} was not sent: it answered with status 500.`));
  t.regex(output, /notification-failed/);
  const debug = await project.sparkify(
    'build',
    '--debug',
    '--warn-error-options',
    '{error: all}',
    '--log-format',
    'json',
  );
  t.is(debug.exitCode, 0, debug.output);
  t.notRegex(`${output}${debug.output}${project.read('target/run_results.json')}`, /s3cret/);
});

test('a webhook that is not set is nobody to tell, and one that is no address is refused without a word of it', async t => {
  const project = telling(t, '', '');
  await succeeded(t, project.sparkify('build'));
  project.write({ '.env': 'CHAT_WEBHOOK=s3cret-value\n' });
  const output = await failed(t, project.sparkify('build'), 2);
  t.regex(output, /"notifications\[0\]\.webhook" must be an address of http or https\./);
  t.notRegex(output, /s3cret/);
});

test('only runs on the targets that are named are told of', async t => {
  const { told, url } = await chat(t);
  const project = telling(t, url, "'success'");
  project.write({
    'sparkify.config.ts': project
      .read('sparkify.config.ts')
      .replace("on: ['success']", "on: ['success'], targets: ['prod']"),
  });
  t.regex(await failed(t, project.sparkify('build'), 2), /"notifications\[0\]\.targets\[0\]" /);
  project.write({
    'sparkify.config.ts': project
      .read('sparkify.config.ts')
      .replace('targets: { ', "targets: { prod: duckdb({ lake: 'target/prod' }), "),
  });
  await succeeded(t, project.sparkify('build'));
  t.is(told.length, 0);
  await succeeded(t, project.sparkify('build', '--target', 'prod'));
  t.is(told.length, 1);
});
