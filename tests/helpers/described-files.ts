import { tinyFiles } from './tiny-project.ts';

const owner = '{ name: The money, email: money@example.com }';

/** What stands in a manifest beside nodes and sources, each once, for the small project. */
export const describedFiles = {
  'models/words.md': '{% docs user %}Who paid.{% enddocs %}\n',
  'models/described.yml': `groups:
  - name: finance
    owner: ${owner}
exposures:
  - name: board
    type: dashboard
    owner: ${owner}
    description: "{{ doc('user') }}"
    depends_on: [ref('payments')]
  - name: old_board
    type: dashboard
    owner: ${owner}
    config: { enabled: false }
macros:
  - name: cents
    description: "In cents. {{ doc('user') }}"
    arguments: [{ name: column, type: text, description: What is paid. }]
`,
  'models/payments.yml': `models:
  - name: payments
    config: { group: finance, alias: paid, schema: marts }
    columns:
      - name: id
        data_tests: [not_null]
`,
  'models/sources.yml': `${tinyFiles['models/sources.yml']}      - name: old
        location: data/old/*.json
        config: { enabled: false }
        columns: [{ name: id, data_type: INTEGER }]
`,
  'models/old.sql': "{{ config(enabled=false) }}select {{ no_macro() }} from {{ source('raw', 'old') }}\n",
  'seeds/levels.csv': 'level\nfree\n',
  'seeds/levels.yml': 'seeds: [{ name: levels, config: { enabled: false } }]\n',
  'macros/cents.sql': `{% macro cents(column, digits=0) %}{{ rounded(column) }} * 100{% endmacro %}

{# not of it #}
{% macro rounded(column) %}round({{ column }}){% endmacro %}
`,
  'selectors.yml': `selectors:
  - name: nightly
    description: Every night.
    definition: { union: [tag:nightly, 'group:finance'] }
`,
};
