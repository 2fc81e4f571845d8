import test from 'ava';
import type { CompiledNode } from '../../../src/compile/node.ts';
import { buildGraph } from '../../../src/graph/build-graph.ts';
import { createRecipes, recipeChange } from '../../../src/run/recipes.ts';
import { modelNode, testNode } from '../../helpers/node-builder.ts';

const base = [
  modelNode('songs', []),
  modelNode('v', ['model.p.songs'], 'view'),
  modelNode('chart', ['model.p.v']),
  testNode('on_chart', ['model.p.chart']),
];

async function recipe(
  id: string,
  nodes: readonly CompiledNode[] = base,
  versions: readonly (readonly [string, string])[] = [],
  start: readonly string[] = ['create macro m() as 1'],
) {
  const options = {
    nodes,
    graph: buildGraph(nodes).graph,
    projectDir: '.',
    columns: {},
    engineVersion: 'e 1',
    start,
  };
  const filesOf = async () => [];
  return createRecipes({
    ...options,
    released: new Map(versions.map(([id, version]) => [id, { version }])),
    filesOf,
  }).of(id);
}

/** The nodes with one changed. */
function changed(name: string, change: object): readonly CompiledNode[] {
  return base.map(node => (node.name === name ? ({ ...node, ...change } as CompiledNode) : node));
}

test('equal projects have equal recipes', async t => {
  t.is(await recipe('model.p.chart'), await recipe('model.p.chart', structuredClone(base)));
});

test('a change of SQL changes the recipe of a node and of all that reads it', async t => {
  const nodes = changed('songs', { sql: 'SELECT 2 AS a' });
  for (const id of base.map(({ uniqueId }) => uniqueId)) {
    const [before, now] = [await recipe(id), await recipe(id, nodes)];
    t.not(before, now, id);
    t.is(recipeChange(before, now), id === 'model.p.songs' ? 'itself' : 'what it reads', id);
  }
});

test('what describes a table does not change its recipe', async t => {
  const nodes = changed('songs', { description: 'All songs.', tags: ['daily'], meta: { owner: 'music' } });
  t.is(await recipe('model.p.chart', nodes), await recipe('model.p.chart'));
});

test('a table that is read from a release counts by its version, whatever its model says now', async t => {
  const released = [['model.p.songs', 'r1']] as const;
  const nodes = changed('songs', { sql: 'SELECT 2 AS a' });
  t.is(
    await recipe('model.p.chart', base, [...released]),
    await recipe('model.p.chart', nodes, [...released]),
  );
  t.not(
    await recipe('model.p.chart', base, [...released]),
    await recipe('model.p.chart', base, [['model.p.songs', 'r2']]),
  );
});

test('a test that is judged otherwise has another recipe', async t => {
  const [id] = base.filter(node => node.resourceType === 'test').map(node => node.uniqueId);
  t.not(await recipe(id!), await recipe(id!, changed('on_chart', { severity: 'warn' })));
});

test('what runs before all nodes is part of every recipe, and told apart from a change of the node', async t => {
  const other = ['create macro m() as 2'];
  for (const { uniqueId: id } of base) {
    const [before, now] = [await recipe(id), await recipe(id, base, [], other)];
    t.is(recipeChange(before, now), 'the session', id);
  }
  const both = await recipe('model.p.songs', changed('songs', { sql: 'SELECT 2 AS a' }), [], other);
  t.is(recipeChange(await recipe('model.p.songs'), both), 'the session');
});
