import test from 'ava';
import type { CompiledNode } from '../../../src/compile/node.ts';
import { buildGraph } from '../../../src/graph/build-graph.ts';
import { planRun } from '../../../src/run/plan-run.ts';
import type { RunCommand } from '../../../src/run/run-plan.ts';
import { modelNode, seedNode, sourceNode, testNode } from '../../helpers/node-builder.ts';

const nodes: readonly CompiledNode[] = [
  sourceNode('events'),
  seedNode('levels'),
  modelNode('stg', ['source.p.raw.events'], 'view'),
  modelNode('users', ['model.p.stg']),
  modelNode('plays', ['model.p.stg', 'model.p.users', 'seed.p.levels']),
  testNode('users_key', ['model.p.users']),
  testNode('plays_users', ['model.p.plays', 'model.p.users']),
];
const all = nodes.map(node => node.uniqueId);

function plan(command: RunCommand, selected: readonly string[], released: readonly string[] = []) {
  const { graph } = buildGraph(nodes);
  return planRun({ command, graph, nodes, selected: new Set(selected), released: new Set(released) }).tasks;
}

test('a build computes everything, parents first, and writes what is published', t => {
  const tasks = plan('build', all);
  t.deepEqual(
    tasks.map(task => [task.id, task.kind, task.selected, task.last]),
    [
      ['seed.p.levels', 'compute', true, false],
      ['seed.p.levels/write', 'write', true, true],
      ['source.p.raw.events', 'source', false, true],
      ['model.p.stg', 'compute', true, true],
      ['model.p.users', 'compute', true, false],
      ['model.p.users/write', 'write', true, true],
      ['test.p.users_key.0123456789', 'test', true, true],
      ['model.p.plays', 'compute', true, false],
      ['model.p.plays/write', 'write', true, true],
      ['test.p.plays_users.0123456789', 'test', true, true],
      ['source.p.raw.events/keys', 'keys', false, true],
    ],
  );
});

test('a model waits for the tests of its parents, but not for a test that reads the model itself', t => {
  const plays = plan('build', all).find(task => task.id === 'model.p.plays')!;
  t.true(plays.dependsOn.includes('test.p.users_key.0123456789'));
  t.false(plays.dependsOn.includes('test.p.plays_users.0123456789'));
});

test('a warn-severity test holds nobody up', t => {
  const warned = [...nodes, testNode('users_warn', ['model.p.users'], 'warn')];
  const { graph } = buildGraph(warned);
  const selected = new Set(warned.map(node => node.uniqueId));
  const { tasks } = planRun({ command: 'build', graph, nodes: warned, selected, released: new Set() });
  t.false(
    tasks.find(task => task.id === 'model.p.plays')!.dependsOn.includes('test.p.users_warn.0123456789'),
  );
});

test('parents that are not selected are read from the base release, a view among them is computed on the way', t => {
  const tasks = plan('run', ['model.p.plays'], ['users', 'levels']);
  t.deepEqual(
    tasks.map(task => [task.id, task.kind, task.selected, task.last]),
    [
      ['seed.p.levels', 'released', false, true],
      ['source.p.raw.events', 'source', false, true],
      ['model.p.stg', 'compute', false, true],
      ['model.p.users', 'released', false, true],
      ['model.p.plays', 'compute', true, false],
      ['model.p.plays/write', 'write', true, true],
      ['source.p.raw.events/keys', 'keys', false, true],
    ],
  );
});

test('a parent that was never built is named, with what to do', t => {
  const error = t.throws(() => plan('run', ['model.p.plays'], ['levels']), { code: 'missing-parent' })!;
  t.is(error.message, 'plays reads users, which is not selected and was never built.');
});

test('a seed that was never loaded is loaded on the way', t => {
  const tasks = plan('run', ['model.p.plays'], ['users']);
  const seed = tasks.find(task => task.id === 'seed.p.levels')!;
  t.deepEqual([seed.kind, seed.selected, seed.last], ['compute', false, true]);
  t.false(tasks.some(task => task.id === 'seed.p.levels/write'));
});

test('readers are counted, so that a view with several is computed once', t => {
  const tasks = plan('build', all);
  const readers = Object.fromEntries(
    tasks
      .filter(task => task.kind !== 'write' && task.kind !== 'keys')
      .map(task => [task.node.name, task.readers]),
  );
  // Writing a table's files is one reading of it.
  t.deepEqual(readers, { events: 1, levels: 2, stg: 2, users: 4, plays: 2, users_key: 0, plays_users: 0 });
});

test('each command runs its own resource types', t => {
  const selected = (command: RunCommand, released: readonly string[] = []) =>
    plan(command, all, released)
      .filter(task => task.selected && task.last)
      .map(task => task.node.name);
  t.deepEqual(selected('seed'), ['levels']);
  t.deepEqual(selected('run'), ['stg', 'users', 'plays']);
  t.deepEqual(selected('test', ['users', 'plays']), ['users_key', 'plays_users']);
});

test('a build leaves out a test of a table that was never built, and does not count as tested', t => {
  const { graph } = buildGraph(nodes);
  const planned = (selected: readonly string[], released: readonly string[]) =>
    planRun({
      command: 'build',
      graph,
      nodes,
      selected: new Set(selected),
      released: new Set(released),
    });
  const users = ['model.p.users', 'test.p.users_key.0123456789', 'test.p.plays_users.0123456789'];

  const { tasks, warnings, tested } = planned(users, []);
  t.deepEqual(
    tasks.filter(task => task.kind === 'test').map(task => task.node.name),
    ['users_key'],
  );
  t.deepEqual(
    warnings.map(({ code, severity }) => [code, severity]),
    [['missing-parent', 'warn']],
  );
  t.regex(warnings[0]!.message, /plays_users is left out: it reads plays/);
  t.false(tested);

  const later = planned(users, ['plays']);
  t.true(later.tested);
  t.deepEqual(later.warnings, []);
});

test('a build vouches for its tables only when it runs all their tests', t => {
  const { graph } = buildGraph(nodes);
  const tested = (command: RunCommand, selected: readonly string[]) =>
    planRun({ command, graph, nodes, selected: new Set(selected), released: new Set() }).tested;
  t.true(tested('build', all));
  t.false(
    tested(
      'build',
      all.filter(id => !id.startsWith('test.p.users_key')),
    ),
  );
  t.false(tested('run', all));
});

test('a test of a table that was never built is an error when it is tests that are asked for', t => {
  const error = t.throws(() => plan('test', all), { code: 'missing-parent' }) as { hint?: string };
  t.regex(
    error.hint!,
    /^Build it first: sparkify build --select \+(users|plays), or read it from a lake that has it: --defer/,
  );
});

test('the keys of a source are looked at last, unless it ignores what it does not declare', t => {
  t.is(plan('build', all).at(-1)!.id, 'source.p.raw.events/keys');
  const ignoring = [{ ...sourceNode('events'), undeclaredKeys: 'ignore' as const }, ...nodes.slice(1)];
  const { graph } = buildGraph(ignoring);
  const { tasks } = planRun({
    command: 'build',
    graph,
    nodes: ignoring,
    selected: new Set(all),
    released: new Set(),
  });
  t.false(tasks.some(task => task.kind === 'keys'));
});

test('a build names the tables of the lake that nothing publishes any more', t => {
  const { graph } = buildGraph(nodes);
  const released = new Set(['users', 'old_songs', 'stg']);
  const warnings = (command: RunCommand) =>
    planRun({ command, graph, nodes, selected: new Set(['model.p.users']), released }).warnings;
  const [warning, ...others] = warnings('build');
  t.deepEqual(others, []);
  t.is(warning!.code, 'orphan-table');
  t.is(warning!.message, 'The lake still holds old_songs and stg, which nothing in the project publishes.');
  t.is(warning!.hint, 'Drop them with: sparkify releases prune --tables old_songs stg');
  t.deepEqual(warnings('run'), []);
});

const bound = [
  ...nodes,
  { ...testNode('plays_fk', ['model.p.plays', 'model.p.users']), testType: 'constraint' as const },
];

function planBound(command: RunCommand, selected: readonly string[], released: readonly string[]) {
  const { graph } = buildGraph(bound);
  return planRun({
    command,
    graph,
    nodes: bound,
    selected: new Set(selected),
    released: new Set(released),
  });
}

const constraintId = 'test.p.plays_fk.0123456789';

test('a constraint comes along with whatever computes one of its tables, once', t => {
  for (const command of ['build', 'run'] as const) {
    for (const selected of [['model.p.plays'], ['model.p.users'], ['model.p.users', constraintId]]) {
      const { tasks } = planBound(command, selected, ['users', 'plays', 'levels']);
      t.is(tasks.filter(task => task.id === constraintId && task.selected).length, 1);
    }
  }
  t.false(planBound('seed', ['seed.p.levels'], []).tasks.some(task => task.id === constraintId));
  t.false(
    planBound('test', ['test.p.users_key.0123456789'], ['users']).tasks.some(({ id }) => id === constraintId),
  );
});

test('what a constraint of a computed table reads must be there; without its own table it has nothing to say', t => {
  t.throws(() => planBound('run', ['model.p.plays'], []), { message: /users, which is not selected/ });
  const { tasks, warnings } = planBound('run', ['model.p.users'], []);
  t.false(tasks.some(task => task.id === constraintId));
  t.deepEqual(warnings, []);
});

test('a model waits for the constraints of its parents in a run, too', t => {
  const child = modelNode('sums', ['model.p.plays', 'model.p.users']);
  const more = [...bound, child];
  const { graph } = buildGraph(more);
  const selected = new Set(more.map(node => node.uniqueId));
  const { tasks } = planRun({ command: 'run', graph, nodes: more, selected, released: new Set() });
  t.true(tasks.find(task => task.id === 'model.p.sums')!.dependsOn.includes(constraintId));
  t.false(tasks.some(task => task.id === 'test.p.users_key.0123456789'));
});
