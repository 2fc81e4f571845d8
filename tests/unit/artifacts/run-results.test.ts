import test from 'ava';
import { runResultsDocument } from '../../../src/artifacts/run-results.ts';
import { nodeResult, type ResultDetails } from '../../../src/run/node-result.ts';
import type { NodeResult } from '../../../src/run/run-event.ts';
import { modelNode, testNode } from '../../helpers/node-builder.ts';
import { buildConfig } from '../../helpers/project-builder.ts';

const users = modelNode('users', []);
const unique = testNode('unique_users_id', [users.uniqueId]);
const startedAt = '2026-01-01T00:00:00.000Z';

test('a result says what was written, when, and where', t => {
  const [entry] = entries([result(users, 'success', { rows: 7, bytes: 900, files: 2, unchanged: 1 })]);
  t.like(entry, {
    unique_id: 'model.p.users',
    status: 'success',
    timing: [{ name: 'execute', started_at: startedAt, completed_at: '2026-01-01T00:00:01.500Z' }],
    execution_time: 1.5,
    adapter_response: { rows_affected: 7, bytes_written: 900, files_written: 2, partitions_unchanged: 1 },
    relation_name: '"memory"."main"."users"',
  });
});

test('what did not run has no time; what was interrupted counts as skipped, which dbt knows', t => {
  const [skipped, interrupted] = entries([result(users, 'skipped'), result(users, 'interrupted')]);
  t.like(skipped, { status: 'skipped', timing: [] });
  t.like(interrupted, { status: 'skipped' });
});

test('a test says how many rows fail, and is no relation', t => {
  const [entry] = entries([result(unique, 'fail', { failures: 3, message: 'Got 3 results' })]);
  t.like(entry, { status: 'fail', failures: 3, message: 'Got 3 results', relation_name: null });
});

test('what only sparkify tells stands among the arguments, where dbt allows anything', t => {
  const quarantined = [{ source: 'raw.events', records: 1, files: 1, folder: 'target/quarantine' }];
  const document = runResultsDocument(
    { config: buildConfig(), nodes: [users] },
    {
      invocation: { id: 'i', startedAt },
      options: { command: 'run', select: ['users'], publish: false },
      results: [],
      seconds: 2,
      busy: 1.25,
      release: undefined,
      quarantined,
      kept: [],
      legacy: { candidate: undefined, done: {}, raised: 0 },
    },
  );
  t.like(document, {
    elapsed_time: 2,
    args: {
      which: 'run',
      target: 'dev',
      select: ['users'],
      exclude: [],
      sparkify: { publish: false, release: null, engine_busy_time: 1.25, quarantined },
    },
  });
});

function entries(results: readonly NodeResult[]): readonly object[] {
  const document = runResultsDocument(
    { config: buildConfig(), nodes: [users, unique] },
    {
      invocation: { id: 'i', startedAt },
      options: { command: 'build' },
      results,
      seconds: 2,
      busy: 1,
      release: undefined,
      kept: [],
      quarantined: [],
      legacy: { candidate: undefined, done: {}, raised: 0 },
    },
  );
  return (document as { results: readonly object[] }).results;
}

function result(
  node: typeof users | typeof unique,
  status: NodeResult['status'],
  details: ResultDetails = {},
): NodeResult {
  const { uniqueId, name, resourceType, file } = node;
  const label = { uniqueId, name, resourceType, file, kind: resourceType };
  const begun = Date.parse(startedAt);
  return nodeResult(label, status, begun, begun + 1500, details);
}
