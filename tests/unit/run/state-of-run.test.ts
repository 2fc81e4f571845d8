import test from 'ava';
import { buildGraph } from '../../../src/graph/build-graph.ts';
import type { TableChange } from '../../../src/release/table-change.ts';
import { nodeResult } from '../../../src/run/node-result.ts';
import type { NodeStatus } from '../../../src/run/run-event.ts';
import type { RunTask, TaskKind } from '../../../src/run/run-plan.ts';
import { expectedState, stateOfRun } from '../../../src/run/state-of-run.ts';
import { nodeLabel } from '../../../src/run/task-label.ts';
import { modelNode, testNode } from '../../helpers/node-builder.ts';

const songs = modelNode('songs', []);
const plays = modelNode('plays', []);
const onSongs = testNode('on_songs', ['model.p.songs']);
const lonely = modelNode('lonely', ['model.p.songs'], 'view');
const nodes = [songs, plays, lonely, onSongs];
const { graph } = buildGraph(nodes);
const keeping = { nodes, graph, releasedNodes: () => ({}) };

function result(node: (typeof nodes)[number], status: NodeStatus) {
  return nodeResult(nodeLabel(node), status, 0, 1, {});
}

const change = { name: 'songs', node: songs.uniqueId } as TableChange;

function made(
  changes: readonly TableChange[],
  settled: readonly ReturnType<typeof result>[],
  standing: readonly string[] = [],
): string {
  const resumption = {
    standing: new Set(standing),
    kept: [],
    stale: [],
    build: undefined,
    read: [],
    job: undefined,
  };
  const state = stateOfRun({ keeping, resumption }, { changes, settled });
  return [...state!.made]
    .map(id => id.split('.')[2])
    .sort()
    .join(' ');
}

test('a table is made that is published or taken over, not one that was computed and is kept as it was', t => {
  t.is(made([change], [result(songs, 'success')]), 'songs');
  t.is(made([], [result(songs, 'reused')]), 'songs');
  t.is(made([change], [result(songs, 'success'), result(plays, 'success')]), 'songs');
  t.is(made([], [result(songs, 'error'), result(plays, 'skipped')]), '');
});

test('a test is that passed, warned or need not run again', t => {
  for (const status of ['pass', 'warn', 'reused'] as const)
    t.is(made([], [result(onSongs, status)]), 'on_songs');
  for (const status of ['fail', 'error', 'skipped'] as const) t.is(made([], [result(onSongs, status)]), '');
});

test('a view that no table reads is that was computed or need not be', t => {
  for (const status of ['success', 'reused'] as const) t.is(made([], [result(lonely, status)]), 'lonely');
  for (const status of ['error', 'skipped'] as const) t.is(made([], [result(lonely, status)]), '');
  t.is(made([change], [result(songs, 'success')]), 'songs', 'it did not run');
});

test('so is what an earlier attempt did and a retry lets stand', t => {
  t.is(made([], [], [songs.uniqueId, onSongs.uniqueId]), 'on_songs songs');
});

test('of a run that writes no tables, what it tests and takes over will be, not what it reads of the release', t => {
  const task = (node: (typeof nodes)[number], kind: TaskKind): RunTask => {
    const { uniqueId: id } = node;
    return { id, kind, node, dependsOn: [], readers: 0, selected: true, last: true };
  };
  const tasks = [task(songs, 'released'), task(lonely, 'compute'), task(onSongs, 'test')];
  const plan = { command: 'build', tasks, tested: true, warnings: [] } as const;
  const reuse = { standing: [plays], before: [], makings: { of: async () => undefined }, always: new Map() };
  const state = expectedState({ keeping, plan, reuse, resumption: undefined });
  t.deepEqual([...state!.made].sort(), [lonely.uniqueId, plays.uniqueId, onSongs.uniqueId]);
});

test('where nobody says how nodes are, nothing is told', t => {
  t.is(stateOfRun({ resumption: undefined }, { changes: [change], settled: [] }), undefined);
});
