import test from 'ava';
import { buildGraph } from '../../../../src/graph/build-graph.ts';
import type { Release } from '../../../../src/release/documents.ts';
import { expectedMemory } from '../../../../src/run/plan/expected-memory.ts';
import { planRun } from '../../../../src/run/plan-run.ts';
import { modelNode } from '../../../helpers/node-builder.ts';

const nodes = [
  modelNode('a', []),
  modelNode('v', ['model.p.a'], 'view'),
  modelNode('b', ['model.p.v']),
  modelNode('c', ['model.p.b']),
];
const columns = {
  'model.p.a': [{ name: 'x', type: 'BIGINT' }],
  'model.p.b': [{ name: 'x', type: 'VARCHAR' }],
};

function memoryOf(rows: Readonly<Record<string, number>>) {
  const { graph } = buildGraph(nodes);
  const selected = new Set(nodes.map(({ uniqueId }) => uniqueId));
  const plan = planRun({ command: 'build', graph, nodes, selected, released: new Set() });
  const tables = Object.entries(rows).map(([name, rows]) => ({ name, rows, columns: [] }));
  const base = { tables } as unknown as Release;
  return expectedMemory({ plan, base, columns, news: new Map() });
}

test('a table is held until its last reader has ended, and a view holds nothing of its own', async t => {
  // a and b lie side by side while b is made of a; c is made of b when a is gone.
  t.deepEqual(await memoryOf({ a: 1000, b: 1000, c: 0 }), { bytes: 8000 + 32_000, largest: 'model.p.b' });
});

test('a table that was never built is taken for as large as the largest that it reads', async t => {
  t.is((await memoryOf({ a: 1000 })).bytes, 8000 + 8000);
});

test('of a lake without a release nothing is known', async t => {
  t.is((await memoryOf({})).bytes, 0);
});
