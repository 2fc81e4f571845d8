import test from 'ava';
import { createJsonReporter } from '../../../../src/cli/reporters/json-reporter.ts';
import { warning } from '../../../../src/diagnostics/diagnostic.ts';
import type { RunEvent } from '../../../../src/run/run-event.ts';
import { nodeResult, runFinished, songs, uniqueSongs } from '../../../helpers/run-events.ts';
import { testCli } from '../../../helpers/test-cli.ts';

interface Line {
  readonly data: Readonly<Record<string, unknown>>;
  readonly info: Readonly<Record<string, unknown>>;
}

function parsed(...events: readonly RunEvent[]): readonly Line[] {
  const { stdout, now } = testCli();
  const reporter = createJsonReporter(stdout, '0.1.0', now);
  for (const event of events) reporter.report(event);
  return stdout
    .text()
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as Line);
}

test('each event is one line of data and info, in the form of dbt', t => {
  const result = nodeResult(songs, 'success', { rows: 71, files: 71, bytes: 900 });
  const [line] = parsed({ type: 'node-finished', index: 1, total: 8, result });
  const { invocation_id, pid, ...info } = line!.info;
  t.deepEqual(info, {
    category: '',
    code: 'Q012',
    extra: {},
    level: 'info',
    msg: 'OK created external model songs [71 rows, 71 files, 900 B in 0.12s]',
    name: 'LogModelResult',
    thread: 'MainThread',
    ts: '2018-11-04T18:05:09.000Z',
  });
  t.is(pid, process.pid);
  t.regex(String(invocation_id), /^[0-9a-f-]{36}$/);
  t.deepEqual(line!.data, {
    index: 1,
    total: 8,
    execution_time: 0.12,
    node_info: {
      unique_id: 'model.lake.songs',
      node_name: 'songs',
      node_path: 'models/marts/songs.sql',
      resource_type: 'model',
      materialized: 'external',
      node_status: 'success',
      node_started_at: '2018-11-04T18:05:08.880Z',
    },
    status: 'success',
    rows: 71,
    files: 71,
    bytes: 900,
  });
});

test('failures are at level error, warnings at level warn', t => {
  const lines = parsed(
    { type: 'node-finished', index: 1, total: 2, result: nodeResult(uniqueSongs, 'fail', { failures: 1 }) },
    { type: 'node-finished', index: 2, total: 2, result: nodeResult(uniqueSongs, 'warn', { failures: 1 }) },
    { type: 'diagnostic', diagnostic: warning('undeclared-key', 'A key.') },
    runFinished([nodeResult(uniqueSongs, 'fail')]),
  );
  t.deepEqual(
    lines.map(({ info }) => [info.name, info.level]),
    [
      ['LogTestResult', 'error'],
      ['LogTestResult', 'warn'],
      ['Diagnostic', 'warn'],
      ['StatsLine', 'error'],
    ],
  );
});

test('all lines of a process carry the same invocation id', t => {
  const lines = parsed({ type: 'interrupting' }, { type: 'publishing', tables: 2 });
  t.is(lines[0]!.info.invocation_id, lines[1]!.info.invocation_id);
});

test('quiet leaves what failed', t => {
  const { stdout, now } = testCli();
  const reporter = createJsonReporter(stdout, '0.1.0', now, true);
  reporter.report({ type: 'publishing', tables: 2 });
  reporter.report({ type: 'diagnostic', diagnostic: warning('undeclared-key', 'A key.') });
  reporter.report({ type: 'node-finished', index: 1, total: 1, result: nodeResult(songs, 'error') });
  const lines = stdout.text().trimEnd().split('\n');
  t.deepEqual(
    lines.map(line => (JSON.parse(line) as Line).info.name),
    ['LogModelResult'],
  );
});
