import test from 'ava';
import { comparisons } from '../../../src/artifacts/compare-nodes.ts';
import { comparedPart } from '../../../src/artifacts/compared-part.ts';
import type { ManifestEntry } from '../../../src/artifacts/earlier-manifest.ts';
import type { ResourceType } from '../../../src/graph/selectable-node.ts';

/** What differs of a node: the aspects by name, and `else` for the rest. */
function differences(type: ResourceType, before: ManifestEntry, now: ManifestEntry): string {
  const { aspects, others } = comparisons[type];
  const names = Object.entries(aspects).flatMap(([name, isSame]) => (isSame(before, now) ? [] : [name]));
  return [...names, ...(others.every(isSame => isSame(before, now)) ? [] : ['else'])].join(' ');
}

const model = {
  original_file_path: 'models/a.sql',
  raw_code: "select 'abcdef' as a",
  checksum: { name: 'sha256', checksum: '1' },
  unrendered_config: {},
  columns: { a: { name: 'a', data_type: 'text', constraints: [] } },
  constraints: [],
  contract: { enforced: false },
  access: 'protected',
  fqn: ['p', 'a'],
};
const typed = { ...model, original_file_path: 'models/a.ts' };
const other = { checksum: { name: 'sha256', checksum: '2' } };

const compared = test.macro({
  title: (provided = '') => provided,
  exec: (t, type: ResourceType, before: ManifestEntry, changes: ManifestEntry, expected: string) => {
    const now = { ...before, ...changes };
    t.is(differences(type, before, now), expected);
    t.is(differences(type, now, before), expected, 'the other way round');
    t.is(differences(type, now, now), '');
    t.is(differences(type, comparedPart(type, before), now), expected, 'by what a release says of it');
    t.is(differences(type, comparedPart(type, now), now), '');
  },
});

test(
  'a text of which a secret is hidden on one side is the same by its checksum',
  compared,
  'model',
  model,
  {
    raw_code: "select '*****' as a",
  },
  '',
);
test('a text is the same whose checksum another tool makes otherwise', compared, 'model', model, other, '');
test(
  'a file of TypeScript is not, since what it imports is part of the checksum',
  compared,
  'model',
  typed,
  other,
  'body',
);
test(
  'a config that is said in full is the same',
  compared,
  'model',
  model,
  {
    unrendered_config: { contract: { enforced: false, partial: false } },
  },
  '',
);
test(
  'tags, groups and names are no config',
  compared,
  'model',
  model,
  {
    unrendered_config: { tags: ['x'], group: 'g' },
  },
  '',
);
test('a name is the relation', compared, 'model', model, { unrendered_config: { alias: 'b' } }, 'relation');
test(
  'types count with a contract only',
  compared,
  'model',
  model,
  {
    columns: { a: { name: 'a', data_type: 'int', constraints: [] } },
  },
  '',
);
test(
  'types count with a contract',
  compared,
  'model',
  { ...model, contract: { enforced: true } },
  {
    columns: { a: { name: 'a', data_type: 'int', constraints: [] } },
  },
  'contract',
);
test(
  'a column that a contract did not have counts',
  compared,
  'model',
  { ...model, contract: { enforced: true } },
  {
    columns: { ...model.columns, b: { name: 'b' } },
  },
  'contract',
);
test(
  'a contract that is enforced now counts',
  compared,
  'model',
  model,
  { contract: { enforced: true } },
  'contract',
);
test(
  'constraints count without a contract',
  compared,
  'model',
  model,
  {
    columns: { a: { name: 'a', data_type: 'text', constraints: [{ type: 'not_null' }] } },
  },
  'contract',
);
test('who may read a model counts', compared, 'model', model, { access: 'public' }, 'else');
test(
  'types count of seeds, which are read with them',
  compared,
  'seed',
  model,
  {
    columns: { a: { name: 'a', data_type: 'int' } },
  },
  'else',
);
test(
  'of a test, only what decides its verdict is config',
  compared,
  'test',
  { ...model, test_metadata: {} },
  {
    unrendered_config: { meta: { a: 1 }, description: 'b' },
  },
  '',
);
test(
  'a severity is config of a test',
  compared,
  'test',
  { ...model, test_metadata: {} },
  {
    unrendered_config: { severity: 'warn' },
  },
  'configs',
);
test(
  'thresholds without values are none, as dbt writes them',
  compared,
  'source',
  { schema: 'raw' },
  {
    freshness: { warn_after: { count: null, period: null }, error_after: null, filter: null },
  },
  '',
);
test(
  'a source may be read from elsewhere',
  compared,
  'source',
  { external: { location: 'a' } },
  {
    external: { location: 'b', partitions: null },
  },
  'else',
);
test(
  'what an exposure reads has no order',
  compared,
  'exposure',
  { depends_on: { nodes: ['a', 'b'] } },
  {
    depends_on: { nodes: ['b', 'a'] },
  },
  '',
);
test(
  'overrides that are empty are none',
  compared,
  'unit_test',
  { overrides: null },
  {
    overrides: { macros: {}, vars: {}, env_vars: {} },
  },
  '',
);
test(
  'an empty text in a row is not nothing',
  compared,
  'unit_test',
  { expect: { rows: [{ a: '' }] } },
  {
    expect: { rows: [{ a: null }] },
  },
  'else',
);
