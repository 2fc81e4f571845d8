import test from 'ava';
import { buildGraph } from '../../../src/graph/build-graph.ts';
import type { FinishedTable } from '../../../src/release/finished-tables.ts';
import { planRetry } from '../../../src/run/plan-retry.ts';
import type { Recipes } from '../../../src/run/recipes.ts';
import { modelNode, testNode } from '../../helpers/node-builder.ts';

/** songs ← chart (by way of the view v), and a test of each; plays stands alone. */
const nodes = [
  modelNode('plays', []),
  modelNode('songs', []),
  modelNode('v', ['model.p.songs'], 'view'),
  modelNode('chart', ['model.p.v']),
  testNode('on_songs', ['model.p.songs']),
  testNode('on_chart', ['model.p.chart']),
];
const ids = nodes.map(node => node.uniqueId);
const { graph } = buildGraph(nodes);

/** What was finished or done with the recipe `own-whole`; a recipe is the same now unless `now` says otherwise. */
async function plan(finished: readonly string[], done: readonly string[], now: Record<string, string> = {}) {
  const recipes: Recipes = { of: async id => now[id] ?? 'own-whole' };
  const { again, kept, stale } = await planRetry({
    graph,
    nodes,
    asked: new Set(ids),
    finished: finished.map(finishedTable),
    done: Object.fromEntries(done.map(id => [id, 'own-whole'])),
    recipes,
  });
  return { again: [...again].sort(), kept: kept.map(({ change }) => change.name).sort(), stale };
}

function finishedTable(name: string): FinishedTable {
  const change = { name, node: `model.p.${name}`, format: 'parquet', mode: 'replace' } as const;
  return {
    change: { ...change, columns: [], partitionColumns: [], files: [] },
    recipe: 'own-whole',
    reads: [],
  };
}

const allTests = ids.filter(id => id.startsWith('test.'));
const [onChart, onSongs] = [...allTests].sort() as [string, string];

test('what was finished and tested stands, and only the rest runs', async t => {
  t.deepEqual(await plan(['plays', 'songs'], ['model.p.v', onSongs]), {
    again: ['model.p.chart', onChart],
    kept: ['plays', 'songs'],
    stale: [],
  });
});

test('a table that was not finished takes along what reads it, by way of views too, and their tests', async t => {
  t.deepEqual(await plan(['plays', 'chart'], ['model.p.v', ...allTests]), {
    again: ['model.p.chart', 'model.p.songs', 'model.p.v', onChart, onSongs].sort(),
    kept: ['plays'],
    stale: [{ name: 'chart', because: 'songs, which it reads, is computed again' }],
  });
});

test('a table whose recipe changed says whether it was itself or what it reads', async t => {
  const changed = {
    'model.p.songs': 'other-whole2',
    'model.p.v': 'own-whole2',
    'model.p.chart': 'own-whole2',
  };
  const { stale } = await plan(['plays', 'songs', 'chart'], ['model.p.v', ...allTests], changed);
  t.deepEqual(stale, [
    { name: 'songs', because: 'its SQL or its config changed' },
    { name: 'chart', because: 'what it reads changed: songs' },
  ]);
});

test('a view whose end is unknown runs, and moves nothing that reads it', async t => {
  t.deepEqual(await plan(['plays', 'songs', 'chart'], allTests), {
    again: ['model.p.v'],
    kept: ['chart', 'plays', 'songs'],
    stale: [],
  });
});
