import test from 'ava';
import { type SelectOptions, selectNodes } from '../../../src/graph/select.ts';
import { modelNode } from '../../helpers/node-builder.ts';

const statuses = ['success', 'error', 'skipped', 'pass', 'fail', 'warn'];
const nodes = [...statuses, 'unknown'].map(name => modelNode(name, []));
const ids = nodes.map(({ uniqueId }) => uniqueId);
const none = Object.fromEntries(ids.map(id => [id, []]));
const graph = { order: ids, parents: none, children: none };

function select(text: string, options: Pick<SelectOptions, 'lastResults' | 'again'>) {
  return selectNodes(graph, nodes, { select: [text], exclude: [], folders: ['models'], ...options });
}

test('each status selects what ended so, and nothing that the run did not know', t => {
  const lastResults = () => new Map(statuses.map(status => [`model.p.${status}`, status]));
  for (const status of statuses) {
    t.deepEqual([...select(`result:${status}`, { lastResults }).ids], [`model.p.${status}`]);
  }
});

test('an unknown status is refused with the known ones, and so is a run that nobody asks', t => {
  t.like(select('result:eror', { lastResults: () => new Map() }).diagnostics[0], {
    code: 'bad-selection',
    message: 'The selection "result:eror" cannot be read: "eror" is no status of a result.',
    hint: 'Did you mean "error"? The statuses are success, error, skipped, pass, fail, warn, reused, partial success.',
  });
  t.like(select('result:error', {}).diagnostics[0], { code: 'bad-selection' });
});

test('a run that is taken up again is about what result: selected for it, and nothing else is', t => {
  const again = new Set(['model.p.skipped']);
  const lastResults = () => new Map([['model.p.error', 'error']]);
  t.deepEqual([...select('result:error', { lastResults, again }).ids], [...again]);
  t.deepEqual([...select('warn', { lastResults, again }).ids], ['model.p.warn']);
});
