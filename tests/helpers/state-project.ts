/** A project with a node of every type, macros that write them, and a config that depends on the environment. */
export const stateFiles = {
  'sparkify.config.ts': `import { defineConfig, duckdb } from 'sparkify';

const isProduction = process.env.SHOP_ENV === 'prod';

export default defineConfig({
  name: 'shop',
  targets: { dev: duckdb(), prod: duckdb({ lake: 'target/prod' }) },
  models: {
    '+compression': 'zstd',
    marts: { '+materialized': isProduction ? 'table' : 'view', '+schema': process.env.SHOP_SCHEMA ?? 'dev' },
  },
  onRunStart: 'create or replace macro hello() as 1',
});
`,
  'models/sources.yml': `sources:
  - name: raw
    freshness: { warn_after: { count: 1, period: day } }
    tables:
      - name: events
        location: "{{ env_var('SHOP_DATA', 'data') }}/events/*.json"
        columns:
          - { name: id, data_type: INTEGER }
          - { name: amount, data_type: DOUBLE }
`,
  'models/stg.sql': "select id, amount from {{ source('raw', 'events') }}\n",
  'models/marts/sums.sql': `{{ config(tags=['daily'], meta={'owner': 'ann'}, format=('csv' if target.name == 'prod' else 'parquet')) }}
select id, {{ outer('amount') }} as amount
from {{ ref('stg') }}
`,
  'models/marts/sums.yml': `models:
  - name: sums
    description: Sums.
    config:
      meta: { tier: 1, team: data }
      post_hook: "select {{ noted() }}"
    columns:
      - name: id
        description: Which.
        data_type: INTEGER
        constraints: [{ type: not_null }]
        data_tests:
          - not_null: { config: { where: "id > 0" } }
          - positive
unit_tests:
  - name: rounds
    model: sums
    given:
      - input: ref('stg')
        rows:
          - { id: 1, amount: 1.5 }
    expect:
      rows:
        - { id: 1, amount: 2 }
exposures:
  - name: board
    type: dashboard
    owner: { name: Board, email: board@example.com }
    depends_on: [ref('sums')]
`,
  'models/typed.ts': `import { defineModel } from 'sparkify';
import { columnOf } from '../lib/columns.ts';

export default defineModel({
  config: { materialized: process.env.SHOP_ENV === 'prod' ? 'table' : 'view' },
  query: (db, { macro }) => db.selectFrom('sums').select(['id', macro('unit', columnOf()).as('amount')]),
});
`,
  'lib/columns.ts': "export const columnOf = (): string => 'amount';\n",
  'models/apart.sql': 'select 1 as one\n',
  'seeds/levels.csv': 'level,price\nfree,0\npaid,9\n',
  'seeds/levels.yml': 'seeds: [{ name: levels, columns: [{ name: price, data_type: INTEGER }] }]\n',
  'macros/all.sql': `{% macro inner(x) %}round({{ x }}){% endmacro %}
{% macro outer(x) %}{{ inner(x) }}{% endmacro %}
{% macro noted() %}1{% endmacro %}
{% test positive(model, column_name) %}
select * from {{ model }} where {{ column_name }} <= 0
{% endtest %}
`,
  'macros/unit.ts': "export const unit = (column: string) => column.concat(' * 1');\n",
  'tests/single.sql': "select 1 from {{ ref('sums') }} where false\n",
  'selectors.yml': `selectors:
  - name: changed
    definition:
      method: state
      value: modified
      children: true
`,
};

type StateFile = keyof typeof stateFiles;

/** A file of that project with some text in place of another; the other must be there. */
export function changed(file: StateFile, text: string, other: string): Readonly<Record<string, string>> {
  const before = stateFiles[file];
  if (!before.includes(text)) throw new Error(`${file} does not hold ${text}`);
  return { [file]: before.replace(text, other) };
}
