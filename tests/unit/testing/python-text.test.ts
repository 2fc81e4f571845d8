import test from 'ava';
import { pythonRepr, pythonStr, WholeFloat } from '../../../src/testing/python-text.ts';

const writes = test.macro({
  title: (_, value: unknown, text: string) => `Python writes ${JSON.stringify(value)} as ${text}`,
  exec: (t, value: Parameters<typeof pythonRepr>[0], text: string) => t.is(pythonRepr(value), text),
});

test(writes, null, 'None');
test(writes, true, 'True');
test(writes, [1, -2, 0.5, 'x'], "[1, -2, 0.5, 'x']");
test(writes, { a: { b: false } }, "{'a': {'b': False}}");
test(writes, [], '[]');
test(writes, {}, '{}');
test(writes, 0.0001, '0.0001');
test(writes, 0.00001, '1e-05');
test(writes, 1.5e-10, '1.5e-10');
test(writes, 1e22, '1e+22');
test(writes, new WholeFloat(1), '1.0');
test(writes, new WholeFloat(-0), '-0.0');
test(writes, new WholeFloat(1e15), '1000000000000000.0');
test(writes, new WholeFloat(1e16), '1e+16');
test(writes, "it's", `"it's"`);
test(writes, 'say "hi"', `'say "hi"'`);
test(writes, `it's "both"`, `'it\\'s "both"'`);
test(writes, 'back\\slash', "'back\\\\slash'");
test(writes, 'a\tb\nc\r\u0007\u007f', "'a\\tb\\nc\\r\\x07\\x7f'");
test(writes, 'é 日本 😀', "'é 日本 😀'");
test(writes, '\u00a0\u200b\u{e0001}', "'\\xa0\\u200b\\U000e0001'");

test('a text alone is written as it is', t => {
  t.is(pythonStr("it's"), "it's");
  t.is(pythonStr(null), 'None');
});
