import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { cliProject, repository } from '../helpers/cli-project.ts';
import { succeeded } from '../helpers/cli-result.ts';

/** Out of what `dbt parse` of dbt 1.10 with dbt-duckdb wrote for the same files, but for those of the config and the source. */
const manifest = readFileSync(join(repository, 'tests/helpers/dbt-manifest.json'), 'utf8');

const files = {
  'sparkify.config.ts': `import { defineConfig, duckdb } from 'sparkify';
export default defineConfig({ name: 'shop', targets: { dev: duckdb() }, models: { shop: { '+materialized': 'view' } } });
`,
  'macros/m.sql': `{% macro inner(x) %}round({{ x }}){% endmacro %}
{% macro outer(x) %}{{ inner(x) }} * 100{% endmacro %}
{% macro unused_branch() %}1{% endmacro %}
{% test positive(model, column_name) %}select * from {{ model }} where {{ column_name }} < {{ inner(0) }}{% endtest %}
`,
  'seeds/levels.csv': 'id,v\n1,2\n',
  'models/a.sql': `{{ config(materialized='table', tags=['x']) }}
select {{ outer('v') }} as v, id {% if false %}, {{ unused_branch() }} {% endif %} from {{ ref('levels') }}
`,
  'models/b.sql': "select id, v from {{ ref('a') }}\n",
  'models/c.sql': "select id from {{ source('raw', 'events') }}\n",
  'models/s.yml': `models:
  - name: a
    config: {meta: {owner: x}}
    columns:
      - name: id
        data_type: integer
        data_tests: [not_null, {positive: {config: {severity: warn}}}]
unit_tests:
  - name: works
    model: b
    given:
      - input: ref('a')
        rows: [{id: 1, v: 2}]
    expect:
      rows: [{id: 1, v: 2}]
exposures:
  - name: dash
    type: dashboard
    owner: {name: Board}
    depends_on: [ref('b')]
`,
  'models/src.yml': `sources:
  - name: raw
    tables:
      - name: events
        location: data/*.json
        columns: [{name: id, data_type: INTEGER}]
`,
  'tests/single.sql': "select 1 as one from {{ ref('b') }} where false\n",
  'state/manifest.json': manifest,
};

test('beside a manifest of dbt itself, what moved from dbt unchanged is not modified; sources are, which say where their files lie', async t => {
  const project = cliProject(t, files);
  const listed = (state: string) =>
    succeeded(t, project.sparkify('ls', '-s', state, '--state', 'state', '--indirect-selection', 'empty'));
  t.is(await listed('state:modified'), 'source:shop.raw.events\n');
  t.is((await listed('state:unmodified')).trimEnd().split('\n').length, 9);
  project.write({ 'models/b.sql': "select id, v + 1 as v from {{ ref('a') }}\n" });
  project.write({ 'macros/m.sql': files['macros/m.sql'].replace('round', 'floor') });
  t.deepEqual((await listed('state:modified')).trimEnd().split('\n').toSorted(), [
    'shop.a',
    'shop.b',
    'shop.positive_a_id',
    'source:shop.raw.events',
  ]);
});
