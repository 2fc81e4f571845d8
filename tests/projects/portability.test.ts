import test from 'ava';
import { failed, succeeded } from '../helpers/cli-result.ts';
import { referenceProject } from '../helpers/reference-project.ts';
import { tinyConfig, tinyProject } from '../helpers/tiny-project.ts';

const withRule = (level: string) =>
  tinyConfig().replace('defineConfig({', `defineConfig({\n  rules: { 'not-portable': '${level}' },`);

test('a query without a form in Spark SQL is told at its place, when that is asked for', async t => {
  const files = {
    'models/days.sql': `select
  date_trunc('day', paid_at) as day,
  strftime(paid_at, '%Y') as year
from {{ ref('stg_events') }}
`,
    'models/days.yml': `models:
  - name: days
    columns:
      - name: year
        data_tests: [{ expression_is_true: { expression: "~~ strftime(day, '%Y')" } }]
`.replace('~~', '='),
  };
  const warned = tinyProject(t, { ...files, 'sparkify.config.ts': withRule('warn') });
  const text = await succeeded(t, warned.sparkify('check'));
  t.regex(text, /models\/days\.sql:3:3 {2}warn {2}not-portable\n {2}The function strftime has no known form/);
  t.regex(text, /models\/days\.yml:5:\d+ {2}warn {2}not-portable\n/);
  t.is(text.match(/not-portable/g)?.length, 2);
  const refused = tinyProject(t, { ...files, 'sparkify.config.ts': withRule('error') });
  await failed(t, refused.sparkify('check'), 2);
  await failed(t, refused.sparkify('build'), 2);
  t.notRegex(await succeeded(t, tinyProject(t, files).sparkify('check')), /not-portable/);
});

test('the reference project is portable as a whole', async t => {
  const project = referenceProject(t);
  const config = project.read('sparkify.config.ts');
  project.write({
    'sparkify.config.ts': config.replace(
      'defineConfig({',
      "defineConfig({\n  rules: { 'not-portable': 'error' },",
    ),
  });
  t.regex(await succeeded(t, project.sparkify('check')), /0 errors/);
});
