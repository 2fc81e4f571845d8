import test from 'ava';
import { findPlace } from '../../../src/engines/query-error.ts';

const sql = 'select id,\n  cast(a as int) as a,\n  cast(b as int), cast(b as int)\nfrom t';

test('a place is found by its line and the text from it on', t => {
  t.is(findPlace(sql, { line: 2, text: 'cast(a as' }), sql.indexOf('cast(a'));
  t.is(findPlace(sql, { line: 1, text: 'select id,' }), 0);
  t.is(findPlace(sql, { line: 4, text: 't' }), sql.length - 1);
});

test('text that stands in the line twice, or not at all, is no place', t => {
  t.is(findPlace(sql, { line: 3, text: 'cast(b as int)' }), undefined);
  t.is(findPlace(sql, { line: 1, text: 'cast(a' }), undefined);
  t.is(findPlace(sql, { line: 9, text: 'cast(a' }), undefined);
});
