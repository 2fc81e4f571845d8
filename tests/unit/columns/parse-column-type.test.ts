import test from 'ava';
import fc from 'fast-check';
import { ColumnTypeError } from '../../../src/columns/column-type.ts';
import { parseColumnType } from '../../../src/columns/parse-column-type.ts';
import { renderColumnType } from '../../../src/columns/render-column-type.ts';
import { columnTypes } from '../../helpers/column-types.ts';

test('what is rendered is parsed again as it was', t => {
  fc.assert(
    fc.property(columnTypes, type => {
      t.deepEqual(parseColumnType(renderColumnType(type)), type);
    }),
  );
  t.pass();
});

test('a nested type becomes a tree', t => {
  t.deepEqual(parseColumnType('struct(a int, "b c" decimal(4, 1)[])[3]'), {
    kind: 'array',
    size: 3,
    element: {
      kind: 'struct',
      fields: [
        { name: 'a', type: { kind: 'scalar', name: 'INTEGER' } },
        {
          name: 'b c',
          type: { kind: 'list', element: { kind: 'decimal', precision: 4, scale: 1 } },
        },
      ],
    },
  });
});

test('the fields of a row() have no names, not even one that begins like a time with a time zone', t => {
  t.deepEqual(parseColumnType('STRUCT(TIMESTAMP WITH TIME ZONE, DECIMAL(3,1))'), {
    kind: 'struct',
    fields: [
      { name: '', type: { kind: 'scalar', name: 'TIMESTAMP WITH TIME ZONE' } },
      { name: '', type: { kind: 'decimal', precision: 3, scale: 1 } },
    ],
  });
});

const refused = test.macro<[text: string, message: string, offset: number]>({
  exec(t, text, message, offset) {
    const error = t.throws(() => parseColumnType(text), { instanceOf: ColumnTypeError, message });
    t.is(error.offset, offset);
  },
  title: (_, text) => `${JSON.stringify(text)} is refused where it goes wrong`,
});

test(refused, '', 'expected a type, but the text ends', 0);
test(refused, 'intt', 'there is no type "intt"', 0);
test(refused, 'constructor', 'there is no type "constructor"', 0);
test(refused, 'int; drop table x', 'unexpected ;', 3);
test(refused, 'int) x', 'expected the end of the type, but found ")"', 3);
test(refused, 'map(int)', 'expected ",", but found ")"', 7);
test(refused, 'decimal(39, 2)', 'the width of a DECIMAL lies between 1 and 38', 7);
test(refused, 'decimal(3, 4)', 'a DECIMAL has no more decimals than digits', 7);
test(refused, 'int[0]', 'the size of an array lies between 1 and 100000', 3);
test(refused, 'struct(a int, A int)', 'STRUCT has "A" twice', 14);
test(refused, "enum('a', 'a')", 'ENUM has "a" twice', 10);
test(refused, 'double(3)', 'DOUBLE does not take (3)', 0);
test(refused, 'timestamp(10)', 'TIMESTAMP does not take (10)', 0);

test('a typo gets the nearest type as its hint', t => {
  const error = t.throws(() => parseColumnType('varchr'), { instanceOf: ColumnTypeError });
  t.is(error.hint, 'Did you mean "varchar"?');
});
