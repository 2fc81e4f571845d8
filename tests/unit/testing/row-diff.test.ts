import test from 'ava';
import * as fc from 'fast-check';
import { renderDiff } from '../../../src/testing/render-diff.ts';
import { type Cells, diffRows } from '../../../src/testing/row-diff.ts';

const rows = fc.array(
  fc.tuple(fc.constantFrom('a', 'b', null), fc.constantFrom('1', '2')) as fc.Arbitrary<Cells>,
  {
    maxLength: 8,
  },
);

test('rows in another order do not differ, unless order counts', t => {
  const [first, second]: readonly Cells[] = [
    ['a', '1'],
    ['b', '2'],
  ];
  t.deepEqual(diffRows([first!, second!], [second!, first!], false), []);
  t.is(diffRows([first!, second!], [second!, first!], true).length, 2);
});

test('a row that is there twice is expected twice', t => {
  const row: Cells = ['a', '1'];
  t.deepEqual(
    diffRows([row, row], [row], false).map(({ marker }) => marker),
    ['---'],
  );
  t.deepEqual(
    diffRows([row], [row, row], false).map(({ marker }) => marker),
    ['+++'],
  );
});

test('NULL is not the text NULL', t => {
  t.is(diffRows([[null]], [['NULL']], false).length, 2);
});

test('a diff is empty exactly when both sides hold the same rows, and accounts for every row of them', t => {
  fc.assert(
    fc.property(rows, rows, (expected, actual) => {
      const diff = diffRows(expected, actual, false);
      const key = (list: readonly Cells[]) =>
        list
          .map(row => JSON.stringify(row))
          .sort()
          .join();
      const count = (...markers: readonly string[]) =>
        diff.filter(({ marker }) => markers.includes(marker)).length;
      return (
        (diff.length === 0) === (key(expected) === key(actual)) &&
        expected.length - count('→', '---') === actual.length - count('→', '+++')
      );
    }),
  );
  t.pass();
});

test('rows of which a cell differs are one line, the nearest pairs first', t => {
  const expected: readonly Cells[] = [
    ['a', '1', 'x'],
    ['b', '2', 'y'],
  ];
  const actual: readonly Cells[] = [
    ['b', '2', 'z'],
    ['a', '1', 'w'],
  ];
  t.is(
    renderDiff(['n', 'm', 'long name'], diffRows(expected, actual, false), 3),
    `actual differs from expected:

@@,n,m,long name
→ ,a,1,x→w
→ ,b,2,y→z
... 3 rows agree`,
  );
});
