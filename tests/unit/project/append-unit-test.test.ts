import test from 'ava';
import { appendUnitTest, type WrittenUnitTest } from '../../../src/project/append-unit-test.ts';

const written: WrittenUnitTest = {
  name: 'sums_up',
  description: "Of real rows, where name = 'Ada: #1'",
  model: 'spending',
  given: [{ input: "ref('events')", rows: [{ id: 1, note: 'yes: no', tags: ['a', '1'] }] }],
  expect: { rows: [] },
};

test('a file without unit tests gets them at its end', t => {
  const text = '# what a shop is\nmodels:\n  - name: spending # the one\n';
  t.is(
    appendUnitTest(text, written),
    `${text}
unit_tests:
  - name: sums_up
    description: "Of real rows, where name = 'Ada: #1'"
    model: spending
    given:
      - input: ref('events')
        rows:
          - { id: 1, note: "yes: no", tags: [ a, "1" ] }
    expect:
      rows: []
`,
  );
});

test('a list that is there gets one more, however it is indented, and all comments stay', t => {
  const text = `unit_tests:
# first
- name: one
  model: spending   # a comment
  given: []
  expect: {rows: []} # and another

models:
  - { name: spending }   # in one line
`;
  const added = appendUnitTest(text, written)!;
  t.true(added.includes('  expect: {rows: []} # and another\n\n- name: sums_up\n'));
  t.true(added.endsWith('    rows: []\n\nmodels:\n  - { name: spending }   # in one line\n'), added);
});

test('a list in one line is left alone', t => {
  t.is(
    appendUnitTest('unit_tests: [{ name: one, model: m, given: [], expect: { rows: [] } }]\n', written),
    undefined,
  );
});

test('an empty file becomes a properties file', t => {
  t.true(appendUnitTest('', written)!.startsWith('version: 2\n\nunit_tests:\n  - name: sums_up\n'));
});
