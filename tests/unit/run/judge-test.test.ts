import test from 'ava';
import { defaultVerdict } from '../../../src/compile/test-verdict.ts';
import { SparkifyError } from '../../../src/diagnostics/sparkify-error.ts';
import { judgeTest } from '../../../src/run/judge-test.ts';
import { testNode } from '../../helpers/node-builder.ts';

const verdict = { ...defaultVerdict, errorIf: '> 100', warnIf: '> 10' };

const judged = test.macro({
  title: what => what!,
  exec(
    t,
    severity: 'error' | 'warn',
    [shouldError, shouldWarn]: readonly [boolean, boolean],
    expected: object,
  ) {
    const node = { ...testNode('a', ['model.p.a'], severity), verdict };
    t.deepEqual(judgeTest(node, { failures: 50, shouldWarn, shouldError }), { ...expected });
  },
});

const fail = { status: 'fail', failures: 50, condition: '> 100' };
const warn = { status: 'warn', failures: 50, condition: '> 10' };
const pass = { status: 'pass', failures: 0, condition: '' };

test('severity error fails by error_if, whatever warn_if says', judged, 'error', [true, true], fail);
test('error_if does not need warn_if', judged, 'error', [true, false], fail);
test('severity error warns when only warn_if is met', judged, 'error', [false, true], warn);
test('severity error passes when neither is met', judged, 'error', [false, false], pass);
test('severity warn warns by warn_if', judged, 'warn', [false, true], warn);
test('severity warn never asks error_if', judged, 'warn', [true, false], pass);
test('severity warn warns although error_if is met', judged, 'warn', [true, true], warn);

for (const failures of [undefined, 0.5]) {
  test(`fail_calc that gives ${failures ?? 'NULL'} is an error that says what to write`, t => {
    const node = testNode('a', ['model.p.a']);
    const error = t.throws(() => judgeTest(node, { failures, shouldWarn: false, shouldError: false }), {
      instanceOf: SparkifyError,
      message: /count\(\*\), gave (NULL|0\.5), not a whole number/,
    });
    t.regex(error.hint!, /coalesce/);
  });
}
