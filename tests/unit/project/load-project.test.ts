import test, { type ExecutionContext } from 'ava';
import { loadConfig } from '../../../src/config/load-config.ts';
import type { Diagnostic } from '../../../src/diagnostics/diagnostic.ts';
import { renderPosition } from '../../../src/diagnostics/position.ts';
import { loadProject } from '../../../src/project/load-project.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { writeFiles } from '../../helpers/write-files.ts';

async function load(t: ExecutionContext, files: Readonly<Record<string, string>>, options = '') {
  const projectDir = temporaryFolder(t);
  writeFiles(projectDir, { 'sparkify.config.ts': `export default { name: 'x', ${options} };`, ...files });
  const { config } = await loadConfig({ projectDir });
  return loadProject(config);
}

/** Place, code, message and hint of each diagnostic. */
function told(diagnostics: readonly Diagnostic[]) {
  return diagnostics.map(({ at, code, message, hint }) => [renderPosition(at!), code, message, hint]);
}

test('every kind of file is found in its folders, in the order of its path', async t => {
  const project = await load(t, {
    'models/b.sql': 'select 2',
    'models/a/z.sql': '\uFEFFselect 1',
    'models/a/notes.md': '',
    'models/.hidden/h.sql': 'select 3',
    'models/node_modules/n.sql': 'select 4',
    'macros/cents.sql': '{% macro cents() %}{% endmacro %}',
    'macros/text.ts': `export function shout(text: string): string { return text.toUpperCase(); }`,
    'macros/types.d.ts': 'export type X = string;',
    'seeds/levels.csv': 'level\nfree\n',
    'tests/no_future.sql': 'select * from x',
    'tests/generic/deep/positive.sql': '{% test positive(model) %}{% endtest %}',
    'tests/generically.sql': 'select 1',
  });
  t.deepEqual(project.models, [
    { name: 'z', path: 'models/a/z.sql', text: 'select 1', properties: undefined },
    { name: 'b', path: 'models/b.sql', text: 'select 2', properties: undefined },
  ]);
  t.deepEqual(project.macros, [
    { path: 'macros/cents.sql', text: '{% macro cents() %}{% endmacro %}' },
    { path: 'tests/generic/deep/positive.sql', text: '{% test positive(model) %}{% endtest %}' },
  ]);
  t.deepEqual(
    project.typeScriptMacros.map(({ name, path, call }) => [name, path, call('a')]),
    [['shout', 'macros/text.ts', 'A']],
  );
  t.deepEqual(project.seeds, [{ name: 'levels', path: 'seeds/levels.csv', properties: undefined }]);
  t.deepEqual(project.singularTests, [
    { name: 'generically', path: 'tests/generically.sql', text: 'select 1' },
    { name: 'no_future', path: 'tests/no_future.sql', text: 'select * from x' },
  ]);
  t.deepEqual(project.diagnostics, []);
});

test('a project without any folder is empty', async t => {
  const { diagnostics, configFile, ...project } = await load(t, {});
  t.is(configFile.path, 'sparkify.config.ts');
  t.true(Object.values(project).every(list => list.length === 0));
  t.deepEqual(diagnostics, []);
});

test('folders are those of the config, and one inside another gives no file twice', async t => {
  const project = await load(
    t,
    { 'sql/a.sql': '', 'sql/inner/b.sql': '', 'models/c.sql': '' },
    `modelPaths: ['sql', './sql/inner/']`,
  );
  t.deepEqual(
    project.models.map(model => model.path),
    ['sql/a.sql', 'sql/inner/b.sql'],
  );
});

test('properties reach their model and seed', async t => {
  const project = await load(t, {
    'models/users.sql': '',
    'models/properties.yml': 'models:\n  - name: users\n    description: Who plays\n',
    'seeds/levels.csv': '',
    'seeds/levels.yaml': 'seeds:\n  - {name: levels, config: {delimiter: ";"}}\n',
  });
  t.is(project.models[0]?.properties?.description, 'Who plays');
  t.deepEqual(project.seeds[0]?.properties?.config, { delimiter: ';' });
  t.deepEqual(project.diagnostics, []);
});

test('properties of something that does not exist are warned of, with what may be meant', async t => {
  const project = await load(t, {
    'models/users.sql': '',
    'seeds/levels.csv': '',
    'models/p.yml': 'models:\n  - name: user\n  - name: levels\n  - name: qqqqqq\nseeds:\n  - name: users\n',
  });
  t.deepEqual(told(project.diagnostics), [
    ['models/p.yml:2:11', 'orphan-property', 'There is no model "user".', 'Did you mean "users"?'],
    [
      'models/p.yml:3:11',
      'orphan-property',
      'There is no model "levels".',
      'There is a seed of that name: describe it under seeds.',
    ],
    [
      'models/p.yml:4:11',
      'orphan-property',
      'There is no model "qqqqqq".',
      'Take the block out, or add the model.',
    ],
    [
      'models/p.yml:6:11',
      'orphan-property',
      'There is no seed "users".',
      'There is a model of that name: describe it under models.',
    ],
  ]);
  t.true(project.diagnostics.every(diagnostic => diagnostic.severity === 'warn'));
});

test('a name that is there twice is told with both places', async t => {
  const project = await load(t, {
    'models/users.sql': '',
    'tests/a/t.sql': '',
    'tests/b/t.sql': '',
    'macros/a.ts': 'export const m = () => "1";',
    'macros/b.ts': 'export const m = () => "2";',
    'models/p.yml': 'models: [{name: users}]\n',
    'models/q.yml': 'models: [{name: users}]\n',
  });
  t.deepEqual(
    told(project.diagnostics).map(([place, code, message]) => [place, code, message]),
    [
      [
        'tests/b/t.sql:1:1',
        'duplicate-name',
        'The data test "t" is there twice: here and in tests/a/t.sql:1:1.',
      ],
      ['macros/b.ts:1:1', 'duplicate-name', 'The macro "m" is there twice: here and in macros/a.ts:1:1.'],
      [
        'models/q.yml:1:17',
        'duplicate-name',
        'The description of model "users" is there twice: here and in models/p.yml:1:17.',
      ],
    ],
  );
});

test('a TypeScript file among the models that exports none is told of, not passed over', async t => {
  const project = await load(t, { 'models/users.ts': 'export default {}' });
  t.deepEqual(told(project.diagnostics), [
    [
      'models/users.ts:1:1',
      'bad-module',
      'models/users.ts does not export a model.',
      'Write: export default defineModel({ query: db => db.selectFrom(…) }), or move the file out of the model folders.',
    ],
  ]);
});

test('a TypeScript model says where it is defined, and what a properties file would say', async t => {
  const text = `import { defineModel } from 'sparkify';

export default defineModel({
  description: 'Everyone.',
  columns: { id: { data_type: 'INTEGER', data_tests: ['unique'] } },
  query: db => db.selectFrom('raw.users').select('id'),
});
`;
  const { models, diagnostics } = await load(t, { 'models/users.ts': text });
  t.deepEqual(diagnostics, []);
  const [{ name, path, at, properties } = t.fail()] = models;
  const place = { file: 'models/users.ts', line: 3, column: 16 };
  t.like({ name, path, at }, { name: 'users', path: 'models/users.ts', at: place });
  t.like(properties, { name: 'users', description: 'Everyone.', at: place });
  t.like(properties?.columns[0], { name: 'id', dataType: 'INTEGER' });
  t.is(properties?.columns[0]?.tests[0]?.test, 'unique');
});

test('the same project gives the same value each time', async t => {
  const files = Object.fromEntries(
    Array.from({ length: 150 }, (_, index) => [`models/f${index % 7}/m${index}.sql`, `select ${index}`]),
  );
  const projectDir = temporaryFolder(t);
  writeFiles(projectDir, { 'sparkify.config.ts': `export default { name: 'x' };`, ...files });
  const { config } = await loadConfig({ projectDir });
  const first = await loadProject(config);
  t.is(first.models.length, 150);
  t.deepEqual(await loadProject(config), first);
});

test('the generated types count for nothing that imports them, which would be another after each new column', async t => {
  const imports = "import '../sparkify.types.ts';\nimport '../lib/a.ts';\n";
  const project = await load(t, {
    'sparkify.config.ts': `import './sparkify.types.ts';\nimport './lib/a.ts';\nexport default { name: 'x' };\n`,
    'sparkify.types.ts': 'export {};\n',
    'lib/a.ts': 'export const a = 1;\n',
    'macros/one.ts': `${imports}export const one = () => '1';\n`,
    'models/two.ts': `${imports}import { defineModel } from 'sparkify';\nexport default defineModel({ query: db => db });\n`,
  });
  t.deepEqual(project.diagnostics, []);
  const read = '\n// lib/a.ts\nexport const a = 1;\n';
  t.is(project.configFile.imported, read);
  for (const text of [project.typeScriptMacros[0]?.text, project.models[0]?.wholeText]) {
    t.true(text?.endsWith(read));
    t.notRegex(text!, /\/\/ sparkify\.types\.ts/);
  }
});
