import test from 'ava';
import { locate } from '../../../src/compile/locate.ts';

const sql = 'select   x\n from "a" ';
const map = {
  file: 'models/a.sql',
  segments: [
    { start: 0, length: 6, file: 'models/a.sql', line: 2, column: 1 },
    { start: 9, length: 0, file: 'models/a.sql', line: 2, column: 8 },
    { start: 12, length: 4, file: 'macros/m.sql', line: 7, column: 3 },
  ],
};

test('a character of a literal run has its own column', t => {
  t.deepEqual(locate(map, sql, 2), { file: 'models/a.sql', line: 2, column: 3 });
  t.deepEqual(locate(map, sql, 14), { file: 'macros/m.sql', line: 7, column: 5 });
});

test('text of an expression is at the expression', t => {
  t.deepEqual(locate(map, sql, 9), { file: 'models/a.sql', line: 2, column: 8 });
});

test('blanks mean what follows them', t => {
  t.deepEqual(locate(map, sql, 7), { file: 'models/a.sql', line: 2, column: 8 });
});

test('the end of the text is the end of the last run', t => {
  t.deepEqual(locate(map, sql, sql.length), { file: 'macros/m.sql', line: 7, column: 7 });
});

test('without segments everything is at the beginning of the file', t => {
  t.deepEqual(locate({ file: 'models/a.sql', segments: [] }, sql, 5), {
    file: 'models/a.sql',
    line: 1,
    column: 1,
  });
});
