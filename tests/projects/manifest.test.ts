import test from 'ava';
import { describedFiles } from '../helpers/described-files.ts';
import { tinyProject } from '../helpers/tiny-project.ts';

test('the manifest holds macros with their text, what they call and what YAML says of them', async t => {
  const project = tinyProject(t, describedFiles);
  await project.sparkify('compile');
  const { macros } = JSON.parse(project.read('target/manifest.json'));
  t.like(macros['macro.tiny.cents'], {
    name: 'cents',
    macro_sql: '{% macro cents(column, digits=0) %}{{ rounded(column) }} * 100{% endmacro %}',
    depends_on: { macros: ['macro.tiny.rounded'] },
    description: 'In cents. Who paid.',
    arguments: [{ name: 'column', type: 'text', description: 'What is paid.' }],
    original_file_path: 'macros/cents.sql',
    patch_path: 'tiny://models/described.yml',
  });
  t.like(macros['macro.tiny.rounded'], {
    macro_sql: '{% macro rounded(column) %}round({{ column }}){% endmacro %}',
    depends_on: { macros: [] },
    arguments: [{ name: 'column', type: null, description: '' }],
    patch_path: null,
  });
});

test('the manifest holds what is disabled, apart from what is not, and selectors as written', async t => {
  const project = tinyProject(t, describedFiles);
  const compiled = await project.sparkify('compile');
  t.is(compiled.exitCode, 0, compiled.output);
  const { disabled, nodes, sources, exposures, selectors } = JSON.parse(project.read('target/manifest.json'));
  t.deepEqual(Object.keys(disabled), [
    'exposure.tiny.old_board',
    'model.tiny.old',
    'seed.tiny.levels',
    'source.tiny.raw.old',
  ]);
  for (const [entry] of Object.values<readonly [{ readonly config: object }]>(disabled))
    t.like(entry.config, { enabled: false });
  t.deepEqual(
    Object.keys({ ...nodes, ...sources, ...exposures }).filter(id => id in disabled),
    [],
  );
  t.deepEqual(selectors.nightly, {
    name: 'nightly',
    description: 'Every night.',
    default: false,
    definition: { union: ['tag:nightly', 'group:finance'] },
  });
});

test('a source() of a disabled table is an error at its line', async t => {
  const project = tinyProject(t, {
    ...describedFiles,
    'models/reads.sql': "select id\nfrom {{ source('raw', 'old') }}\n",
  });
  const { exitCode, output } = await project.sparkify('check');
  t.is(exitCode, 2, output);
  t.regex(output, /models\/reads\.sql:2:\d+ .*disabled-ref\n.*source\(\) in models\/reads\.sql names "old"/);
});
