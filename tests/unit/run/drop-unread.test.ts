import test from 'ava';
import type { CompiledNode } from '../../../src/compile/node.ts';
import { buildGraph } from '../../../src/graph/build-graph.ts';
import { releaseAfterLastReader } from '../../../src/run/drop-unread.ts';
import { planNewFiles } from '../../../src/run/incremental/plan-new-files.ts';
import { planRun } from '../../../src/run/plan-run.ts';
import { modelNode, sourceNode, testNode } from '../../helpers/node-builder.ts';

/** Ends every task in the order of the plan, and names what is dropped after each. */
async function dropsAfter(
  all: readonly CompiledNode[],
  newFiles: Parameters<typeof planNewFiles>[1] = new Map(),
): Promise<Readonly<Record<string, string[]>>> {
  const selected = new Set(all.map(node => node.uniqueId));
  const { nodes, graph } = planNewFiles({ nodes: all, graph: buildGraph(all).graph }, newFiles);
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

test('who reads new files of a source is no reader of all of it', async t => {
  const whole = sourceNode('raw');
  const readers = ['one', 'part', 'two'].map(name => modelNode(name, [whole.uniqueId], 'table', false));
  const part = { ...whole, uniqueId: `${whole.uniqueId}/new/part`, relation: { schema: 'raw', name: 'new' } };
  const news = {
    ...{ files: [], known: [], changed: 0, gone: [] },
    outdated: { column: 'file', values: [], others: false },
  };
  const newFiles = new Map([['model.p.part', { model: readers[1]!, source: part, whole, ...news }]]);
  t.deepEqual(await dropsAfter([whole, ...readers], newFiles), {
    'model.p.one': ['one'],
    'model.p.part': ['part'],
    'model.p.two': ['two', 'raw'],
  });
});
