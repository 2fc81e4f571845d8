import test from 'ava';
import type { CompiledNode } from '../../../src/compile/node.ts';
import { buildGraph } from '../../../src/graph/build-graph.ts';
import { releaseAfterLastReader } from '../../../src/run/drop-unread.ts';
import { planRun } from '../../../src/run/plan-run.ts';
import { modelNode, sourceNode, testNode } from '../../helpers/node-builder.ts';

/** Ends every task in the order of the plan, and names what is dropped after each. */
async function dropsAfter(nodes: readonly CompiledNode[]): Promise<Readonly<Record<string, string[]>>> {
  const { graph } = buildGraph(nodes);
  const selected = new Set(nodes.map(node => node.uniqueId));
  const { tasks } = planRun({ command: 'build', graph, nodes, selected, released: new Set() });
  const drops: Record<string, string[]> = {};
  let current = '';
  const readers = releaseAfterLastReader(tasks, {
    async drop({ name }) {
      drops[current] = [...(drops[current] ?? []), name];
    },
  });
  for (const task of tasks) {
    current = task.id;
    await readers.done(task);
  }
  return drops;
}

test('a table goes when the last that reads it has ended', async t => {
  const nodes = [
    modelNode('a', [], 'table', false),
    modelNode('b', ['model.p.a'], 'table', false),
    testNode('a_is_fine', ['model.p.a'], 'warn'),
  ];
  t.deepEqual(await dropsAfter(nodes), { 'model.p.b': ['b'], 'test.p.a_is_fine.0123456789': ['a'] });
});

test('a published table goes when it is written and read', async t => {
  t.deepEqual(await dropsAfter([modelNode('a', []), modelNode('b', ['model.p.a'])]), {
    'model.p.b': ['a'],
    'model.p.b/write': ['b'],
  });
});

test('a table below a view stays until the one that reads the view has ended', async t => {
  const nodes = [
    sourceNode('raw'),
    modelNode('table', ['source.p.raw.raw'], 'table', false),
    modelNode('view', ['model.p.table'], 'view'),
    modelNode('view_of_view', ['model.p.view'], 'ephemeral'),
    modelNode('reader', ['model.p.view_of_view'], 'table', false),
  ];
  t.deepEqual(await dropsAfter(nodes), { 'model.p.reader': ['reader', 'table'] });
});

test('a table below a view with several readers goes when that view is computed', async t => {
  const nodes = [
    modelNode('table', [], 'table', false),
    modelNode('view', ['model.p.table'], 'view'),
    modelNode('one', ['model.p.view'], 'table', false),
    modelNode('two', ['model.p.view'], 'table', false),
  ];
  t.deepEqual(await dropsAfter(nodes), {
    'model.p.view': ['table'],
    'model.p.one': ['one'],
    'model.p.two': ['two', 'view'],
  });
});

test('a view that nobody reads keeps nothing', async t => {
  const nodes = [modelNode('table', [], 'table', false), modelNode('view', ['model.p.table'], 'view')];
  t.deepEqual(await dropsAfter(nodes), { 'model.p.view': ['table'] });
});
