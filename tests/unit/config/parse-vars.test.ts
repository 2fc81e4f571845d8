import test from 'ava';
import { parseVars } from '../../../src/config/parse-vars.ts';
import { SparkifyError } from '../../../src/diagnostics/sparkify-error.ts';

test('YAML, JSON and objects are understood', t => {
  t.deepEqual(parseVars('{start: 2018-11-01, limit: 5, on: true}'), {
    start: '2018-11-01',
    limit: 5,
    on: true,
  });
  t.deepEqual(parseVars('{"source_root": "../data"}'), { source_root: '../data' });
  t.deepEqual(parseVars('a: 1\nb: [x, null]'), { a: 1, b: ['x', null] });
  t.deepEqual(parseVars({ a: [1] }), { a: [1] });
});

for (const text of ['', 'limit', '[1, 2]', '5', '{a: 1', '{a: .nan}', '{a: *b}']) {
  test(`${JSON.stringify(text)} is refused with an example`, t => {
    const error = t.throws(() => parseVars(text), { instanceOf: SparkifyError });
    t.is(error.code, 'bad-vars');
    t.is(error.exitCode, 2);
    t.regex(error.hint!, /--vars '/);
  });
}
