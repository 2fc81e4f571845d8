import test from 'ava';
import { parseWarnPolicy } from '../../../src/cli/warn-policy.ts';
import { SparkifyError } from '../../../src/diagnostics/sparkify-error.ts';

const raisesAll = { error: 'all', warn: [], silence: [] };

test('without flags and variables no warning is an error', t => {
  t.deepEqual(parseWarnPolicy({}, {}), { error: [], warn: [], silence: [] });
});

test('the flag and the variable raise all', t => {
  t.deepEqual(parseWarnPolicy({ warnError: true }, {}), raisesAll);
  for (const yes of ['1', 'true', 'YES', 'on'])
    t.deepEqual(parseWarnPolicy({}, { SPARKIFY_WARN_ERROR: yes }), raisesAll);
  t.deepEqual(parseWarnPolicy({}, { SPARKIFY_WARN_ERROR: 'false' }).error, []);
});

test('options name codes, as JSON or YAML, on the command line or in the environment', t => {
  const policy = { error: 'all', warn: ['orphan-table'], silence: ['LogTestResult'] };
  const json = '{"error": "all", "warn": ["orphan-table"], "silence": ["LogTestResult"]}';
  t.deepEqual(parseWarnPolicy({ warnErrorOptions: json }, {}), policy);
  const yaml = '{error: "*", warn: [orphan-table], silence: [LogTestResult]}';
  t.deepEqual(parseWarnPolicy({}, { SPARKIFY_WARN_ERROR_OPTIONS: yaml }), policy);
  t.deepEqual(parseWarnPolicy({ warnErrorOptions: 'error: [orphan-table]' }, {}).error, ['orphan-table']);
});

test('a flag takes the place of both variables', t => {
  const env = { SPARKIFY_WARN_ERROR: 'true', SPARKIFY_WARN_ERROR_OPTIONS: '{error: [nonsense]}' };
  t.deepEqual(parseWarnPolicy({ warnErrorOptions: '{error: [orphan-table]}' }, env).error, ['orphan-table']);
});

const wrong: readonly (readonly [options: string, message: RegExp, hint: RegExp])[] = [
  ['{error: [orfan-table]}', /names "orfan-table", which is no code/, /Did you mean "orphan-table"\?/],
  ['{silence: [1]}', /"silence" .* names "1"/, /docs\/errors\.md/],
  ['{error: some}', /"error" .* is not a list of codes/, /Write it like this/],
  ['{errors: all}', /has no key "errors"/, /Write it like this/],
  ['[all]', /is not a mapping/, /Write it like this/],
  ['{error: [', /is not valid YAML/, /Write it like this/],
];

for (const [options, message, hint] of wrong) {
  test(`${options} is refused`, t => {
    const error = t.throws(() => parseWarnPolicy({ warnErrorOptions: options }, {}), {
      instanceOf: SparkifyError,
      message,
    });
    t.regex(error?.hint ?? '', hint);
    t.is(error?.exitCode, 2);
  });
}

test('what contradicts itself is refused', t => {
  const both = { warnError: true, warnErrorOptions: '{error: all}' };
  t.throws(() => parseWarnPolicy(both, {}), { message: /--warn-error and --warn-error-options exclude/ });
  t.throws(() => parseWarnPolicy({}, { SPARKIFY_WARN_ERROR: 'perhaps' }), { message: /is "perhaps"/ });
});
