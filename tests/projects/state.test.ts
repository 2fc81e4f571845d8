import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { releasedNodes } from '../../src/artifacts/released-nodes.ts';
import type { ReleasedNodes } from '../../src/release/documents.ts';
import { loadProject } from '../../src/sparkify.ts';
import { type CliResult, cliProject, runSparkify } from '../helpers/cli-project.ts';
import { failed, succeeded } from '../helpers/cli-result.ts';
import { comparedWith } from '../helpers/release-state.ts';
import { changed, stateFiles } from '../helpers/state-project.ts';
import { writeFiles } from '../helpers/write-files.ts';

// The state that everything is compared with was written in another folder, as by another clone.
const first = mkdtempSync(join(tmpdir(), 'sparkify-state-'));
const state = join(first, 'target');
/** The same project as a release of it tells of it. */
let released: ReleasedNodes;

test.before('the project is compiled as it was', async t => {
  writeFiles(first, stateFiles);
  t.is((await runSparkify(['compile'], first).ended).exitCode, 0);
  released = releasedNodes(await loadProject({ projectDir: first }));
});

test.after.always('its folder goes', () => rmSync(first, { recursive: true }));

type Files = Readonly<Record<string, string>>;

/** What `ls` gives for a selection by state, without tests that come along, as the ends of unique ids. */
async function listed(
  t: ExecutionContext,
  select: string,
  files: Files,
  options: { readonly args?: readonly string[]; readonly env?: Files } = {},
): Promise<readonly string[]> {
  const project = cliProject(t, { ...stateFiles, ...files });
  const args = ['ls', '-s', select, '--state', state, '--indirect-selection', 'empty'];
  const { args: more = [] } = options;
  const { ended } = runSparkify(
    [...args, '--output', 'json', '--output-keys', 'unique_id', ...more],
    project.folder,
    { ...process.env, ...options.env },
  );
  const result: CliResult = await ended;
  t.is(result.exitCode, 0, result.output);
  return result.stdout
    .split('\n')
    .filter(Boolean)
    .map(line => (JSON.parse(line) as { readonly unique_id: string }).unique_id)
    .map(id => id.replace('.shop.', ' ').replace(/\.[0-9a-f]{10}$/, ''))
    .sort();
}

const modified = test.macro(async (t, files: Files, expected: readonly string[]) => {
  t.deepEqual(await listed(t, 'state:modified', files), expected);
  t.deepEqual(await sinceRelease(t, files), expected, 'beside a release');
});

async function sinceRelease(t: ExecutionContext, files: Files): Promise<readonly string[]> {
  return comparedWith(released, cliProject(t, { ...stateFiles, ...files }).folder);
}

const everything = [
  'exposure board',
  'model apart',
  'model stg',
  'model sums',
  'model typed',
  'seed levels',
  'source raw.events',
  'test constraint_not_null_sums_id',
  'test not_null_sums_id',
  'test positive_sums_id',
  'test single',
  'unit_test sums.rounds',
];

test('nothing is modified in another clone of the same files', modified, {}, []);

test('a model whose SQL changed is', modified, changed('models/apart.sql', '1', '2'), ['model apart']);
test('a model whose config() changed is', modified, changed('models/marts/sums.sql', "'ann'", "'bo'"), [
  'model sums',
]);
test(
  'a model whose properties set another config is',
  modified,
  changed('models/marts/sums.yml', 'tier: 1', 'tier: 2'),
  ['model sums'],
);
test(
  'models of a folder whose config changed are',
  modified,
  changed('sparkify.config.ts', "? 'table' : 'view'", "? 'external' : 'view'"),
  ['model sums'],
);
test(
  'models are whose config names something that is defined anew',
  modified,
  changed('sparkify.config.ts', "=== 'prod';", "=== 'production';"),
  ['model sums'],
);
test(
  'a model whose hook changed is',
  modified,
  changed('models/marts/sums.yml', 'select {{ noted() }}', 'select {{ noted() }} + 1'),
  ['model sums'],
);
test(
  'a model whose constraint changed is, and the test that verifies it',
  modified,
  changed('models/marts/sums.yml', 'type: not_null }', 'type: unique }'),
  ['model sums', 'test constraint_unique_sums_id'],
);
test(
  'a model that moved is, since folders select',
  modified,
  { 'models/apart.sql': 'select 2 as two\n', 'models/more/other.sql': 'select 1 as one\n' },
  ['model apart', 'model other'],
);
test(
  'whoever uses a macro that changed is, through others and in hooks, too',
  modified,
  changed('macros/all.sql', 'round({{ x }})', 'floor({{ x }})'),
  ['model sums', 'unit_test sums.rounds'],
);
test(
  'whoever uses a macro of a hook is',
  modified,
  changed('macros/all.sql', '{% macro noted() %}1', '{% macro noted() %}2'),
  ['model sums'],
);
test(
  'tests of a kind that the project defines are, when it changed',
  modified,
  changed('macros/all.sql', '<= 0', '< 0'),
  ['test positive_sums_id'],
);
test('a model in TypeScript is when its macro changed', modified, changed('macros/unit.ts', '* 1', '* 2'), [
  'model typed',
]);
test(
  'a model in TypeScript is when a file that it imports changed',
  modified,
  changed('lib/columns.ts', "'amount'", "'id'"),
  ['model typed'],
);
test(
  'a model in TypeScript is when its own file changed',
  modified,
  changed('models/typed.ts', "'id',", ''),
  ['model typed'],
);
test('a seed is by what it holds', modified, changed('seeds/levels.csv', '9', '10'), ['seed levels']);
test('a seed is by the types of its columns', modified, changed('seeds/levels.yml', 'INTEGER', 'BIGINT'), [
  'seed levels',
]);
test(
  'a source is by where its files are',
  modified,
  changed('models/sources.yml', '/events/', '/events/new/'),
  ['source raw.events'],
);
test(
  'a source is by the types that it is read with',
  modified,
  changed('models/sources.yml', 'DOUBLE', 'BIGINT'),
  ['source raw.events'],
);
test('a source is by its freshness', modified, changed('models/sources.yml', 'count: 1', 'count: 2'), [
  'source raw.events',
]);
test('a data test is by its config', modified, changed('models/marts/sums.yml', 'id > 0', 'id > 1'), [
  'test not_null_sums_id',
]);
test('of a list of models in one file, the one that changed is, and what the file holds beside them is of all', async t => {
  const list = (one: string, more = '', value = '2') => ({
    'models/list.ts': `import { defineModel } from 'sparkify';
import { sql } from 'sparkify/kysely';
const two = sql.lit(${value});
export default [
  defineModel({ name: 'one', query: db => db.selectFrom('apart').select('one as ${one}') }),
  defineModel({ name: 'two', query: db => db.selectFrom('apart').select(two.as('two')) }),${more}
];
`,
  });
  const before = cliProject(t, { ...stateFiles, ...list('a') });
  await succeeded(t, before.sparkify('compile'));
  const of = (files: Files) =>
    listed(t, 'state:modified', files, { args: ['--state', before.path('target')] });
  t.deepEqual(await of(list('a')), []);
  t.deepEqual(await of(list('b')), ['model one']);
  const third = "\n  defineModel({ name: 'three', query: db => db.selectFrom('apart').select('one') }),";
  t.deepEqual(await of(list('a', third)), ['model three']);
  t.deepEqual(await of(list('a', '', '3')), ['model one', 'model two']);
});
test('a data test with a name of its own is by its arguments', async t => {
  const named = (values: string) => ({
    'models/named.yml': `models:
  - name: stg
    columns:
      - name: id
        data_tests: [{ accepted_values: { name: few, values: ${values} } }]
`,
  });
  const before = cliProject(t, { ...stateFiles, ...named('[1, 2]') });
  await succeeded(t, before.sparkify('compile'));
  const args = ['--state', before.path('target')];
  t.deepEqual(await listed(t, 'state:modified', named('[1, 2]'), { args }), []);
  t.deepEqual(await listed(t, 'state:modified', named('[1, 3]'), { args }), ['test few']);
});
test('a singular test is by its SQL', modified, changed('tests/single.sql', 'false', '1 = 0'), [
  'test single',
]);
test('a unit test is by its rows', modified, changed('models/marts/sums.yml', 'amount: 1.5', 'amount: 1.6'), [
  'unit_test sums.rounds',
]);
test(
  'an exposure is by what is said of it',
  modified,
  changed('models/marts/sums.yml', 'name: Board,', 'name: The board,'),
  ['exposure board'],
);

const unmodified = test.macro(async (t, files: Files, env: Files = {}, args: readonly string[] = []) => {
  t.deepEqual(await listed(t, 'state:modified', files, { env, args }), []);
  t.deepEqual(await sinceRelease(t, files), [], 'beside a release');
});

test(
  'nothing is modified by how lines end',
  unmodified,
  Object.fromEntries(Object.entries(stateFiles).map(([path, text]) => [path, text.replaceAll('\n', '\r\n')])),
);
test('nothing is modified by the order of keys in YAML, and by where YAML stands', unmodified, {
  ...changed('models/marts/sums.yml', '{ tier: 1, team: data }', '{ team: data, tier: 1 }'),
  'models/sources.yml': '',
  'models/other.yml': stateFiles['models/sources.yml'].replace(
    '{ name: id, data_type: INTEGER }',
    '{ data_type: INTEGER, name: id }',
  ),
});
test(
  'nothing is modified by the order of the columns of rows in a unit test',
  unmodified,
  changed('models/marts/sums.yml', '{ id: 1, amount: 1.5 }', '{ amount: 1.5, id: 1 }'),
);
test(
  'nothing is modified by descriptions and tags, as in dbt',
  unmodified,
  changed('models/marts/sums.yml', 'description: Sums.', 'description: All sums.'),
);
test(
  'nothing is modified by a config that depends on the environment',
  unmodified,
  {},
  { SHOP_ENV: 'prod', SHOP_SCHEMA: 'sums', SHOP_DATA: 's3://bucket' },
);
test('nothing is modified by a config that depends on the target', unmodified, {}, {}, ['--target', 'prod']);
test('nothing is modified by where a config is written', unmodified, {
  ...changed('sparkify.config.ts', "    '+compression': 'zstd',\n", ''),
  'models/all.yml':
    'models:\n  - { name: stg, config: { compression: zstd } }\n  - { name: apart, config: { compression: zstd } }\n  - { name: typed, config: { compression: zstd } }\n',
  'models/marts/sums.yml': stateFiles['models/marts/sums.yml'].replace(
    '    config:\n',
    '    config:\n      compression: zstd\n',
  ),
});
test('nothing is modified by blanks around a file', unmodified, {
  'models/apart.sql': `\n${stateFiles['models/apart.sql']}\n\n`,
});

test('new is what was not there, and it is modified, too; old and unmodified is the rest', async t => {
  const added = {
    'models/added.sql': "select * from {{ ref('apart') }}\n",
    'models/added.yml': 'models: [{ name: added, data_tests: [not_empty] }]\n',
  };
  const all = ['model added', 'test not_empty_added_'];
  t.deepEqual(await listed(t, 'state:new', added), all);
  t.deepEqual(await listed(t, 'state:modified', added), all);
  t.deepEqual(await listed(t, 'state:modified.body', added), all);
  t.deepEqual(await listed(t, 'state:modified.macros', added), []);
  t.deepEqual(await listed(t, 'state:old', added), everything);
  t.deepEqual(await listed(t, 'state:unmodified', added), everything);
});

test('what changed of a node can be asked for apart', async t => {
  const of = async (aspect: string, files: Files) =>
    (await listed(t, `state:modified.${aspect}`, files)).join();
  const sql = changed('models/apart.sql', '1', '2');
  t.is(await of('body', sql), 'model apart');
  t.is(await of('configs', sql), '');
  const config = changed('models/marts/sums.yml', 'tier: 1', 'tier: 2');
  t.is(await of('configs', config), 'model sums');
  t.is(await of('body', config), '');
  const schema = changed('sparkify.config.ts', "?? 'dev'", "?? 'main'");
  t.is(await of('relation', schema), 'model sums');
  t.is(await of('configs', schema), '');
  const macro = changed('macros/all.sql', 'round({{ x }})', 'floor({{ x }})');
  t.is(await of('macros', macro), 'model sums,unit_test sums.rounds');
  t.is(await of('body', macro), '');
  const contract = changed('models/marts/sums.yml', 'constraints: [{ type: not_null }]', 'constraints: []');
  t.is(await of('contract', contract), 'model sums');
  t.is(await of('persisted_descriptions', changed('models/marts/sums.yml', 'Which.', 'That.')), '');
  t.is(await of('[bc]o*', { ...sql, ...config }), 'model apart,model sums');
});

test('states take part in the whole grammar, and in selectors.yml', async t => {
  const both = { ...changed('models/stg.sql', 'id, amount', 'id, amount + 0 as amount') };
  t.deepEqual(await listed(t, 'state:modified+,resource_type:model', both), [
    'model stg',
    'model sums',
    'model typed',
  ]);
  t.deepEqual(await listed(t, 'state:modified+', both, { args: ['--exclude', 'typed', 'test_type:data'] }), [
    'exposure board',
    'model stg',
    'model sums',
    'test constraint_not_null_sums_id',
    'unit_test sums.rounds',
  ]);
  const named = await listed(t, 'selector:changed', both, { args: ['--resource-type', 'model'] });
  t.deepEqual(named, ['model stg', 'model sums', 'model typed']);
  const project = cliProject(t, { ...stateFiles, ...both });
  const eager = await succeeded(t, project.sparkify('ls', '-s', 'state:modified', '--state', state));
  t.is(eager, 'shop.stg\n');
});

test('what runs is what changed, and what reads it; nothing at all when nothing did', async t => {
  const project = cliProject(t, {
    ...stateFiles,
    'data/events/1.json': '{"id": 1, "amount": 1.5}\n',
    ...changed('models/marts/sums.sql', 'select id,', 'select id + 0 as id,'),
  });
  const build = ['build', '-s', 'state:modified+', '--state', state, '--no-publish'];
  const built = await project.sparkify(...build);
  t.is(built.exitCode, 0, built.output);
  const ran = [...built.output.matchAll(/(?: OK created \w+ model| PASS) (\S+)/g)].map(([, name]) => name);
  t.deepEqual(ran.toSorted(), [
    ...['constraint_not_null_sums_id', 'not_null_sums_id', 'positive_sums_id', 'single'],
    ...['sums', 'sums::rounds', 'typed'],
  ]);
  cpSync(project.path('target/manifest.json'), project.path('last/manifest.json'));
  const nothing = await project.sparkify('run', '-s', 'state:modified', '--state', 'last');
  t.is(nothing.exitCode, 0, nothing.output);
  t.regex(nothing.output, /"state:modified" matches nothing\.\n {2}No node stands so beside the manifest/);
});

test('the state may be the target folder itself: it is read before it is written', async t => {
  const project = cliProject(t, stateFiles);
  await succeeded(t, project.sparkify('compile'));
  project.write(changed('models/apart.sql', '1', '2'));
  const compiled = await succeeded(
    t,
    project.sparkify('compile', '-s', 'state:modified', '--state', 'target'),
  );
  t.regex(compiled, /models\/apart\.sql\nWrote 1 query\./);
});

test('a run by state beside the target folder is taken up again about the same', async t => {
  const project = cliProject(t, stateFiles);
  await succeeded(t, project.sparkify('compile'));
  project.write({ 'tests/single.sql': 'select 1 as one\n' });
  const build = project.sparkify('build', '-s', 'state:modified', '--state', 'target');
  t.regex(await failed(t, build, 1), /1 of 1 FAIL 1 single/);
  project.write({ 'tests/single.sql': 'select 1 as one where false\n' });
  t.regex(await succeeded(t, project.sparkify('retry')), /1 of 1 PASS single/);
});

test('without a state that can be compared with, one message says what to do', async t => {
  const project = cliProject(t, stateFiles);
  const refused = async (...args: readonly string[]) =>
    failed(t, project.sparkify('ls', '-s', 'state:modified', ...args), 2);
  t.is(
    await refused(),
    `error  bad-selection
  The selection "state:modified" cannot be read: there is nothing to compare with.
  Give the folder that holds the manifest.json of an earlier run, e.g. --state last-run.
`,
  );
  t.regex(
    await refused('--state', 'gone'),
    /bad-state\n {2}state: compares with an earlier manifest, but \S+gone\/manifest\.json is not there\.\n {2}Give the folder/,
  );
  const whole = JSON.stringify({
    metadata: {
      dbt_schema_version: 'https://schemas.getdbt.com/dbt/manifest/v12.json',
      project_name: 'shop',
    },
    ...{ nodes: {}, sources: {}, exposures: {}, macros: {} },
  });
  const broken = async (text: string) => {
    project.write({ 'old/manifest.json': text });
    return refused('--state', 'old');
  };
  t.regex(await broken(whole.slice(0, 100)), /manifest\.json is not whole: it is not valid JSON\.\n {2}Give/);
  t.regex(
    await broken(whole.replace('v12', 'v13')),
    /has the form manifest\/v13; this sparkify reads manifest\/v12\.\n {2}Write it anew/,
  );
  t.regex(await broken(whole.replace('manifest/v12', 'catalog/v1')), /is no manifest of dbt or sparkify\./);
  t.regex(
    await broken(whole.replace('"nodes"', '"node"')),
    /does not have the form manifest\/v12 at nodes\./,
  );
  t.regex(
    await broken(whole.replace('"shop"', '"store"')),
    /is of the project "store", and this one is called "shop": all of it would be new\./,
  );
  t.is((await project.sparkify('ls', '-s', 'state:old', '--state', 'old')).exitCode, 2);
  t.regex(
    await failed(t, project.sparkify('ls', '-s', 'state:modifed'), 2),
    /"modifed" is no state\.\n {2}Did you mean "modified"\? The states are new, old, modified,/,
  );
});
