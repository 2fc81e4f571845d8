import test from 'ava';
import type { CompiledExposure, CompiledNode } from '../../../src/compile/node.ts';
import { buildGraph } from '../../../src/graph/build-graph.ts';
import { madeNodes } from '../../../src/run/made-nodes.ts';
import { modelNode, sourceNode, testNode } from '../../helpers/node-builder.ts';

const board = {
  ...{ resourceType: 'exposure', uniqueId: 'exposure.p.board', name: 'board', dependsOn: ['model.p.chart'] },
} as unknown as CompiledExposure;

/** raw.events ← v ← songs, plays; v ← w ← chart ← board; a view that nobody reads, and one that only such a one does; a test of each of two tables and of a view. */
const nodes: readonly CompiledNode[] = [
  sourceNode('events'),
  modelNode('v', ['source.p.raw.events'], 'view'),
  modelNode('songs', ['model.p.v']),
  modelNode('plays', ['model.p.v']),
  modelNode('w', ['model.p.v'], 'ephemeral'),
  modelNode('chart', ['model.p.w']),
  modelNode('near', ['model.p.songs'], 'view'),
  modelNode('lonely', ['model.p.near'], 'view'),
  sourceNode('unread'),
  testNode('on_songs', ['model.p.songs']),
  testNode('on_plays', ['model.p.plays']),
  testNode('on_v', ['model.p.v']),
  board,
];
const { graph } = buildGraph(nodes);

function made(...standing: readonly string[]): string {
  const ids = nodes.map(({ uniqueId }) => uniqueId).filter(id => standing.includes(nameOf(id)));
  return [...madeNodes({ graph, nodes, standing: new Set(ids) })].map(nameOf).sort().join(' ');
}

function nameOf(id: string): string {
  return id.split('.').find(part => nodes.some(({ name }) => name === part))!;
}

const tables = ['songs', 'plays', 'chart'];
const tests = ['on_songs', 'on_plays', 'on_v'];

test('of a run that makes all tables and whose tests pass, all is made', t => {
  t.is(
    made(...tables, 'lonely', ...tests),
    'board chart events lonely near on_plays on_songs on_v plays songs unread v w',
  );
});

test('of one that makes some, what others read, too, is not, nor is a test that did not run', t => {
  t.is(made('songs', 'on_songs'), 'board on_songs songs unread');
  t.is(made('chart'), 'board chart unread w', 'what only it reads is');
});

test('a test that failed is not, whatever became of its table', t => {
  t.is(made(...tables, 'on_plays', 'on_v'), 'board chart events on_plays on_v plays songs unread v w');
});

test('an exposure and a source that nobody reads are what they are by themselves', t => {
  t.is(made(), 'board unread');
});

test('a view that no table reads is once it ended well, and so is what only such views read', t => {
  t.is(made('songs'), 'board songs unread');
  t.is(made('lonely'), 'board lonely near unread');
  t.is(made('v'), 'board unread', 'one that tables read follows from these');
});
