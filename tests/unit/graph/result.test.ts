import test from 'ava';
import { readLastResults } from '../../../src/graph/last-results.ts';
import { type SelectOptions, selectNodes } from '../../../src/graph/select.ts';
import { modelNode } from '../../helpers/node-builder.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { writeFiles } from '../../helpers/write-files.ts';

const statuses = ['success', 'error', 'skipped', 'pass', 'fail', 'warn'];
const nodes = [...statuses, 'unknown'].map(name => modelNode(name, []));
const ids = nodes.map(({ uniqueId }) => uniqueId);
const none = Object.fromEntries(ids.map(id => [id, []]));
const graph = { order: ids, parents: none, children: none };

/** What dbt writes, as far as it is read. */
const whole = {
  metadata: { dbt_schema_version: 'https://schemas.getdbt.com/dbt/run-results/v6.json' },
  elapsed_time: 0.5,
  results: statuses.map(status => ({ unique_id: `model.p.${status}`, status })),
  args: { which: 'build' },
};

function select(text: string, options: Pick<SelectOptions, 'lastResults' | 'again'>) {
  return selectNodes(graph, nodes, { select: [text], exclude: [], folders: ['models'], ...options });
}

test('each status selects what ended so, and nothing that the run did not know', t => {
  const folder = temporaryFolder(t);
  writeFiles(folder, { 'run_results.json': JSON.stringify(whole) });
  const lastResults = () => readLastResults(folder);
  for (const status of statuses) {
    t.deepEqual([...select(`result:${status}`, { lastResults }).ids], [`model.p.${status}`]);
  }
});

test('an unknown status is refused with the known ones, and so is a run that nobody asks', t => {
  t.like(select('result:eror', { lastResults: () => new Map() }).diagnostics[0], {
    code: 'bad-selection',
    message: 'The selection "result:eror" cannot be read: "eror" is no status of a result.',
    hint: 'Did you mean "error"? The statuses are success, error, skipped, pass, fail, warn.',
  });
  t.like(select('result:error', {}).diagnostics[0], { code: 'bad-selection' });
});

test('results that say nothing of a whole run are refused in one sentence', t => {
  const folder = temporaryFolder(t);
  const refused = (text: string | undefined, message: RegExp) => {
    if (text !== undefined) writeFiles(folder, { 'run_results.json': text });
    t.throws(() => readLastResults(folder), { code: 'bad-selection', message });
  };
  refused(undefined, /run_results\.json is not there\.$/);
  refused('{"metadata', /is none of dbt’s form, version 6\.$/);
  refused('[]', /is none of dbt’s form, version 6\.$/);
  refused(JSON.stringify(whole).replace('/v6.json', '/v4.json'), /is none of dbt’s form, version 6\.$/);
  refused(JSON.stringify({ ...whole, elapsed_time: 0 }), /tells of a run that only began/);
  refused(JSON.stringify({ ...whole, args: { which: 'run-operation' } }), /tells of run-operation/);
});

test('a run that is taken up again is about what result: selected for it, and nothing else is', t => {
  const again = new Set(['model.p.skipped']);
  const lastResults = () => new Map([['model.p.error', 'error']]);
  t.deepEqual([...select('result:error', { lastResults, again }).ids], [...again]);
  t.deepEqual([...select('warn', { lastResults, again }).ids], ['model.p.warn']);
});
