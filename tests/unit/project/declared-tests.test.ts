import test from 'ava';
import { readProperties } from '../../../src/project/read-properties.ts';

function readTests(yaml: string) {
  const text = `models:\n  - name: a\n    data_tests:\n${yaml.replaceAll(/^/gm, '      ')}\n`;
  const { models, diagnostics } = readProperties(
    { path: 'p.yml', text },
    { onBadRecord: 'fail', undeclaredKeys: 'warn' },
  );
  return { tests: models[0]!.tests.map(({ at, ...declared }) => declared), diagnostics };
}

const accepted = {
  test: 'accepted_values',
  name: undefined,
  description: '',
  arguments: { values: [1, 'b'] },
  config: {},
};

const means = test.macro<[yaml: string, expected: object]>({
  exec(t, yaml, expected) {
    t.deepEqual(readTests(yaml), { tests: [expected] as never, diagnostics: [] });
  },
  title: (_, yaml) => `\`${yaml}\` is read as dbt reads it`,
});

test(means, '- unique', { test: 'unique', name: undefined, description: '', arguments: {}, config: {} });
test(means, '- unique:', { test: 'unique', name: undefined, description: '', arguments: {}, config: {} });
test(means, '- accepted_values: {values: [1, b]}', accepted);
test(means, '- accepted_values: {arguments: {values: [1, b]}}', accepted);
test(means, '- {test_name: accepted_values, values: [1, b]}', accepted);
test(means, '- {test_name: accepted_values, arguments: {values: [1, b]}}', accepted);
test(means, '- accepted_values: {name: ab, description: Why, values: [1, b]}', {
  ...accepted,
  name: 'ab',
  description: 'Why',
});
test(means, '- accepted_values: {values: [1, b], config: {severity: warn, where: "x > 1"}}', {
  ...accepted,
  config: { severity: 'warn', where: 'x > 1' },
});
test(means, '- accepted_values: {values: [1, b], severity: warn, limit: 5}', {
  ...accepted,
  config: { severity: 'warn', limit: 5 },
});
test(means, '- my_package.is_even: {column: x}', {
  test: 'my_package.is_even',
  name: undefined,
  description: '',
  arguments: { column: 'x' },
  config: {},
});

const refused = test.macro<[yaml: string, column: number, message: string]>({
  exec(t, yaml, column, message) {
    const { tests, diagnostics } = readTests(yaml);
    t.deepEqual(tests, []);
    t.is(diagnostics.length, 1);
    t.is(diagnostics[0]?.code, 'bad-property');
    t.is(diagnostics[0]?.message, message);
    t.is(diagnostics[0]?.at?.line, 4);
    t.is(diagnostics[0]?.at?.column, column + 6);
  },
  title: (_, yaml) => `\`${yaml}\` is refused at its place`,
});

const shape = 'A data test must be a name, or one name with its arguments.';
test(refused, '- 5', 3, shape);
test(refused, '- {unique: {}, not_null: {}}', 3, shape);
test(refused, '- unique: 5', 3, shape);
test(refused, '- a: {name: 5}', 13, 'The name of a data test must be a text.');
test(refused, '- a: {config: 5}', 15, 'The config of a data test must be a mapping.');
test(refused, '- a: {arguments: 5}', 18, 'The arguments of a data test must be a mapping.');
test(refused, '- a: {arguments: {x: 1}, y: 2}', 29, '"y" stands beside arguments.');

test(means, '- accepted_range: {min_value: 0.0, max_value: 2, steps: [0.5, 1.0]}', {
  ...accepted,
  test: 'accepted_range',
  arguments: { min_value: 0, max_value: 2, steps: [0.5, 1] },
  wholeFloats: new Set(['["min_value"]', '["steps",1]']),
});
test(means, '- accepted_range: {arguments: {min_value: 0.0}}', {
  ...accepted,
  test: 'accepted_range',
  arguments: { min_value: 0 },
  wholeFloats: new Set(['["min_value"]']),
});

test('tests is the older name of data_tests, but not beside it', t => {
  const read = (text: string) =>
    readProperties({ path: 'p.yml', text }, { onBadRecord: 'fail', undeclaredKeys: 'warn' });
  t.is(read('models: [{name: a, tests: [unique]}]').models[0]?.tests[0]?.test, 'unique');
  const both = read('models: [{name: a, tests: [unique], data_tests: [not_null]}]');
  t.is(both.diagnostics[0]?.message, 'tests and data_tests are the same thing.');
  t.is(both.diagnostics[0]?.at?.column, 20);
});
