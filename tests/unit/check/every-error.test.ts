import test from 'ava';
import type { Diagnostic } from '../../../src/diagnostics/diagnostic.ts';
import { renderPosition } from '../../../src/diagnostics/position.ts';
import { check } from '../../../src/sparkify.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { writeFiles } from '../../helpers/write-files.ts';

const EVENTS = "{{ source('raw', 'events') }}";

const files = {
  'sparkify.config.ts': "export default { name: 'shop' };\n",
  'models/properties.yml': `sources:
  - name: raw
    tables:
      - name: events
        location: data/*.json
        columns:
          - { name: id, data_type: bigint }
          - { name: amount, data_type: varchar }
models:
  - name: contract
    columns:
      - name: id
        data_type: varchar
        data_tests:
          - uniqe
`,
  'models/ambiguous.sql': `select\n  id\nfrom ${EVENTS} as a\njoin ${EVENTS} as b on a.id = b.id\n`,
  'models/column.sql': `select\n  amountt\nfrom ${EVENTS}\n`,
  'models/config_key.sql': "{{ config(materialised='table') }}\nselect 1 as id\n",
  'models/contract.sql': `select id from ${EVENTS}\n`,
  'models/disabled.sql': '{{ config(enabled=false) }}\nselect 1 as id\n',
  'models/function.sql': `select\n  lenght(amount) as size\nfrom ${EVENTS}\n`,
  'models/macro.sql': 'select\n  {{ surogate() }} as id\n',
  'models/reads_disabled.sql': "select id\nfrom {{ ref('disabled') }}\n",
  'models/relation.sql': 'select id\nfrom evnts\n',
  'models/type.sql': `select\n  id + [1] as id\nfrom ${EVENTS}\n`,
  'models/unknown_ref.sql': "select id\nfrom {{ ref('colum') }}\n",
  'macros/surrogate.sql': '{% macro surrogate() %}1{% endmacro %}\n',
};

function place({ at, code }: Diagnostic): string {
  return `${at === undefined ? '' : renderPosition(at)} ${code}`;
}

test('one run reports every kind of error at its place, also those behind errors of other files', async t => {
  const folder = temporaryFolder(t);
  writeFiles(folder, files);
  const { diagnostics } = await check({ projectDir: folder });
  t.deepEqual(diagnostics.map(place).toSorted(), [
    'models/ambiguous.sql:2:3 ambiguous-column',
    'models/column.sql:2:3 unknown-column',
    'models/config_key.sql:1:11 bad-model-config',
    'models/function.sql:2:3 unknown-function',
    'models/macro.sql:2:6 unknown-macro',
    'models/properties.yml:12:15 contract-broken',
    'models/properties.yml:15:13 unknown-test',
    'models/reads_disabled.sql:2:9 disabled-ref',
    'models/relation.sql:2:6 unknown-relation',
    'models/type.sql:2:6 type-clash',
    'models/unknown_ref.sql:2:9 unknown-ref',
  ]);
  const hint = (code: string) => diagnostics.find(found => found.code === code)?.hint ?? '';
  t.is(hint('unknown-column'), 'Did you mean "amount"?');
  t.is(hint('unknown-macro'), 'Did you mean "surrogate"?');
  t.is(hint('unknown-test'), 'Did you mean "unique"?');
  t.regex(hint('unknown-function'), /"length"/);
  t.regex(hint('bad-model-config'), /"materialized"/);
  t.regex(hint('unknown-ref'), /"column"/);
});

test('a model and a seed of one name do not keep others from being checked, and no warning is guessed', async t => {
  const folder = temporaryFolder(t);
  writeFiles(folder, {
    ...{ 'sparkify.config.ts': files['sparkify.config.ts'], 'seeds/twin.csv': 'a\n1\n' },
    ...{ 'models/twin.sql': 'select 1 as a\n', 'models/other.sql': 'select nope\n' },
  });
  const { diagnostics } = await check({ projectDir: folder });
  t.deepEqual(diagnostics.map(({ code }) => code).toSorted(), ['duplicate-name', 'unknown-column']);
});
