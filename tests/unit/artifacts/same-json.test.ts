import test from 'ava';
import { sameJson, sameText } from '../../../src/artifacts/same-json.ts';

test('the order of keys does not count, that of lists does', t => {
  t.true(sameJson({ a: 1, b: { c: [1, 2], d: 'x' } }, { b: { d: 'x', c: [1, 2] }, a: 1 }));
  t.false(sameJson([1, 2], [2, 1]));
  t.false(sameJson({ a: 1 }, { a: 1, b: 2 }));
  t.false(sameJson([1], { 0: 1 }));
});

test('nothing is nothing, however it is written; an empty text, zero and a row without values are something', t => {
  for (const nothing of [null, undefined, [], {}]) t.true(sameJson({ a: nothing }, {}));
  for (const something of ['', 0, false, [null], { a: null }]) t.false(sameJson(something, undefined));
  t.false(sameJson([{ a: null }], []));
  t.false(sameJson('1', 1));
});

test('texts may end their lines in either way, and have blanks around them; all else counts', t => {
  t.true(sameText('a\r\nb\r\n', '\na\nb'));
  t.true(sameJson(['a\r\nb'], ['a\nb']));
  t.false(sameText('a \nb', 'a\nb'));
  t.false(sameText('a\n b', 'a\nb'));
});
