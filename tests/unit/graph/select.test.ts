import test from 'ava';
import fc from 'fast-check';
import { buildGraph } from '../../../src/graph/build-graph.ts';
import type { SelectOptions } from '../../../src/graph/select.ts';
import { selectNodes } from '../../../src/graph/select.ts';
import type { SelectableNode } from '../../../src/graph/selectable-node.ts';

function model(
  name: string,
  dependsOn: readonly string[] = [],
  more: Partial<SelectableNode> = {},
): SelectableNode {
  return {
    uniqueId: `model.lake.${name}`,
    name,
    file: `models/${name}.sql`,
    resourceType: 'model',
    tags: [],
    dependsOn,
    config: { materialized: 'view', partitionBy: [], meta: {} },
    ...more,
  };
}

const events: SelectableNode = {
  uniqueId: 'source.lake.raw.events',
  name: 'events',
  source: 'raw',
  file: 'models/staging/raw.yml',
  resourceType: 'source',
  tags: [],
  dependsOn: [],
};
const levels = model('levels', [], {
  uniqueId: 'seed.lake.levels',
  resourceType: 'seed',
  file: 'seeds/levels.csv',
});
const stage = model('stg_events', [events.uniqueId], {
  file: 'models/staging/stg_events.sql',
  tags: ['nightly'],
  macros: ['macro.lake.cents'],
});
const meta = { owner: 'ann', owners: ['ann', 'bob'], levels: { deep: true } };
const users = model('users', [stage.uniqueId], {
  file: 'models/marts/users.sql',
  tags: ['nightly', 'core'],
  hooks: { pre: [], post: [{ macros: ['macro.lake.note'] }] },
  config: { materialized: 'external', partitionBy: ['year'], published: true, meta },
});
const plays = model('songplays', [stage.uniqueId, users.uniqueId, levels.uniqueId], {
  file: 'models/marts/songplays.sql',
  macros: ['macro.lake.euros'],
  config: { materialized: 'external', partitionBy: ['year', 'month'], published: true, meta: {} },
});
const keyTest = model('not_null_users_user_id', [users.uniqueId], {
  uniqueId: 'test.lake.not_null_users_user_id.1',
  resourceType: 'test',
  testType: 'generic',
  declaration: { test: 'not_null' },
  file: 'models/marts/marts.yml',
});
const referenceTest = model('relationships_songplays_users', [plays.uniqueId, users.uniqueId], {
  uniqueId: 'test.lake.relationships_songplays_users.2',
  resourceType: 'test',
  testType: 'generic',
  declaration: { test: 'relationships' },
  file: 'models/marts/marts.yml',
});
const singularTest = model('no_future_plays', [levels.uniqueId], {
  uniqueId: 'test.lake.no_future_plays.3',
  resourceType: 'test',
  testType: 'singular',
  severity: 'warn',
  file: 'tests/data/no_future_plays.sql',
});
const project = [events, levels, stage, users, plays, keyTest, referenceTest, singularTest];

function select(specs: string, more: Partial<SelectOptions> = {}) {
  const { graph } = buildGraph(project);
  return selectNodes(graph, project, {
    select: specs === '' ? [] : [specs],
    exclude: [],
    folders: ['models', 'seeds'],
    indirectSelection: 'empty',
    ...more,
  });
}

function names(specs: string, more: Partial<SelectOptions> = {}): readonly string[] {
  const { ids } = select(specs, more);
  return project.filter(node => ids.has(node.uniqueId)).map(node => node.name);
}

const selects = test.macro({
  title: (_, specs: string) => `--select "${specs}"`,
  exec(t, specs: string, expected: readonly string[]) {
    t.deepEqual(names(specs), expected);
    t.deepEqual(select(specs).diagnostics, []);
  },
});

test(
  selects,
  '',
  project.map(node => node.name),
);
test(selects, 'users', ['users']);
test(selects, '*users*', ['users', 'not_null_users_user_id', 'relationships_songplays_users']);
test(selects, 'staging', ['stg_events']);
test(selects, 'lake.marts.users', ['users']);
test(selects, 'marts.song*', ['songplays']);
test(selects, '+users', ['events', 'stg_events', 'users']);
test(selects, '1+users', ['stg_events', 'users']);
test(selects, 'stg_events+1', ['stg_events', 'users', 'songplays']);
test(selects, '@levels', [
  'events',
  'levels',
  'stg_events',
  'users',
  'songplays',
  'relationships_songplays_users',
  'no_future_plays',
]);
test(selects, 'source:raw', ['events']);
test(selects, 'source:raw.ev*', ['events']);
test(selects, 'source:lake.raw.events', ['events']);
test(selects, 'source:raw+1', ['events', 'stg_events']);
test(selects, 'path:models/staging', ['events', 'stg_events']);
test(selects, './models/staging/', ['events', 'stg_events']);
test(selects, 'models/*/u*.sql', ['users']);
test(selects, 'file:users', ['users']);
test(selects, 'users.sql', ['users']);
test(selects, 'levels.csv', ['levels']);
test(selects, 'tag:core', ['users']);
test(selects, 'tag:n*', ['stg_events', 'users']);
test(selects, 'resource_type:seed', ['levels']);
test(selects, 'config.materialized:external', ['users', 'songplays']);
test(selects, 'config.partition_by:month', ['songplays']);
test(selects, 'config.published:true', ['users', 'songplays']);
test(selects, 'config.meta.owner:ann', ['users']);
test(selects, 'config.meta:owner', ['users']);
test(selects, 'users levels', ['levels', 'users']);
test(selects, 'tag:nightly,config.materialized:view', ['stg_events']);
test(selects, '+users,users+', ['users']);
test(selects, 'package:this,resource_type:seed', ['levels']);
test(selects, 'package:la*,resource_type:seed', ['levels']);
test(selects, 'test_name:not_null', ['not_null_users_user_id']);
test(selects, 'test_name:rel*', ['relationships_songplays_users']);

test('test_name finds the test of a package under its full name and, as dbt, without the package', t => {
  const packaged = { ...keyTest, declaration: { test: 'dbt_utils.accepted_range' } };
  const nodes = [events, stage, users, packaged];
  const { graph } = buildGraph(nodes);
  const found = (spec: string) => [
    ...selectNodes(graph, nodes, { select: [spec], exclude: [], folders: ['models'] }).ids,
  ];
  t.deepEqual(found('test_name:accepted_range'), [packaged.uniqueId]);
  t.deepEqual(found('test_name:dbt_utils.accepted_range'), [packaged.uniqueId]);
});
test(selects, 'test_type:generic', ['not_null_users_user_id', 'relationships_songplays_users']);
test(selects, 'test_type:singular', ['no_future_plays']);
test(selects, 'test_type:data,config.severity:warn', ['no_future_plays']);
test(selects, 'config.published:True', ['users', 'songplays']);
test(selects, 'config.meta.levels.deep:true', ['users']);
test(selects, 'config.meta.owners:bob', ['users']);
test(selects, 'config.tags:core', ['users']);

test('--exclude takes away from what is selected', t => {
  t.deepEqual(names('tag:nightly', { exclude: ['users'] }), ['stg_events']);
  t.deepEqual(names('', { exclude: ['resource_type:test', '+users'] }), ['levels', 'songplays']);
});

test('resource types are chosen last', t => {
  t.deepEqual(names('+users', { resourceTypes: ['model'] }), ['stg_events', 'users']);
  t.deepEqual(names('users', { resourceTypes: ['test'], indirectSelection: 'eager' }), [
    'not_null_users_user_id',
    'relationships_songplays_users',
  ]);
});

test('eager brings the tests of any selected table', t => {
  t.deepEqual(names('users', { indirectSelection: 'eager' }), [
    'users',
    'not_null_users_user_id',
    'relationships_songplays_users',
  ]);
});

test('cautious brings only tests all of whose tables are selected, be it by several specs', t => {
  t.deepEqual(names('users', { indirectSelection: 'cautious' }), ['users', 'not_null_users_user_id']);
  t.deepEqual(names('users songplays', { indirectSelection: 'cautious' }), [
    'users',
    'songplays',
    'not_null_users_user_id',
    'relationships_songplays_users',
  ]);
});

test('buildable counts the ancestors of what is selected as present', t => {
  t.deepEqual(names('songplays', { indirectSelection: 'buildable' }), [
    'songplays',
    'relationships_songplays_users',
  ]);
});

test('an eager test that is excluded with its table does not come back', t => {
  t.deepEqual(names('users songplays', { exclude: ['users'], indirectSelection: 'eager' }), ['songplays']);
});

test('a spec that matches nothing is said, with the nearest name', t => {
  const { ids, diagnostics } = select('userss levels');
  t.deepEqual([...ids], [levels.uniqueId]);
  t.is(diagnostics.length, 1);
  t.like(diagnostics[0], {
    code: 'nothing-selected',
    severity: 'warn',
    message: '"userss" matches nothing.',
    hint: 'Did you mean "users"?',
  });
});

test('an empty result of specs that do match is said too', t => {
  t.like(select('users,levels').diagnostics, [{ code: 'nothing-selected', severity: 'warn' }]);
});

test('nothing is selected when a spec cannot be read', t => {
  const { ids, diagnostics } = select('tga:x users');
  t.is(ids.size, 0);
  t.like(diagnostics, [{ code: 'bad-selection', severity: 'error' }]);
});

test('git: selects what changed files are or describe', t => {
  const changed = (files: readonly string[], described: readonly string[] = []) => {
    const changes = {
      files: new Set(files),
      described: new Set(described),
      macroFolders: ['./macros/'],
      macroFiles: new Map([
        ['macro.lake.cents', 'macros/a.sql'],
        ['macro.lake.note', 'macros/a.sql'],
        ['macro.lake.euros', 'macros/euros.ts'],
      ]),
    };
    const changedSince = (branch: string) => {
      t.is(branch, 'feature/a');
      return changes;
    };
    return names('git:feature/a', { changedSince });
  };
  t.deepEqual(changed(['models/marts/users.sql', 'seeds/levels.csv']), ['levels', 'users']);
  t.deepEqual(changed(['models/a.yml'], ['songplays', 'events', 'levels']), ['levels', 'songplays']);
  t.deepEqual(changed(['tests/data/no_future_plays.sql']), ['no_future_plays']);
  t.deepEqual(changed(['macros/a.sql']), ['stg_events', 'users']);
  t.deepEqual(changed(['macros/euros.ts']), ['songplays']);
  t.deepEqual(changed(['macros/lib/rate.ts']), ['songplays'], 'a macro in TypeScript may import it');
  t.deepEqual(changed(['macros/b.sql', 'macros/a.yml', 'lib/rate.ts']), []);
  t.deepEqual(changed(['macros.md', 'README.md']), []);
});

test('git: and selector: are refused where nobody can answer them', t => {
  t.like(select('git:main').diagnostics, [{ code: 'bad-selection', severity: 'error' }]);
  t.like(select('selector:x').diagnostics, [
    { code: 'bad-selection', severity: 'error', hint: 'Define it in selectors.yml, in the project folder.' },
  ]);
});

test('a project without sources selects everything without a word', t => {
  const { graph } = buildGraph([levels]);
  const { ids, diagnostics } = selectNodes(graph, [levels], { select: [], exclude: [], folders: [] });
  t.deepEqual([[...ids], diagnostics], [[levels.uniqueId], []]);
});

/** Random models, each reading only earlier ones. */
const models = fc
  .array(fc.tuple(fc.array(fc.nat(9), { maxLength: 3 }), fc.subarray(['x', 'y'])), {
    minLength: 1,
    maxLength: 10,
  })
  .map(rows =>
    rows.map(([parents, tags], index) =>
      model(
        `m${index}`,
        [...new Set(parents.filter(parent => parent < index))].map(parent => `model.lake.m${parent}`),
        {
          tags,
        },
      ),
    ),
  );
test('+x and x+ mirror each other', t => {
  fc.assert(
    fc.property(models, nodes => {
      const { graph } = buildGraph(nodes);
      const reached = (spec: string) =>
        selectNodes(graph, nodes, { select: [spec], exclude: [], folders: ['models'] }).ids;
      for (const a of nodes) {
        for (const b of nodes) {
          t.is(reached(`+${a.name}`).has(b.uniqueId), reached(`${b.name}+`).has(a.uniqueId));
        }
      }
    }),
    { numRuns: 30 },
  );
});
