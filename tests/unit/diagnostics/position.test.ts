import test from 'ava';
import fc from 'fast-check';
import { offsetAt, positionAt } from '../../../src/diagnostics/position.ts';

test('an offset is found again by its line and column', t => {
  const text = fc.string({ unit: fc.constantFrom('a', ' ', '\r', '\n', '😀') });
  const place = text.chain(chosen => fc.tuple(fc.constant(chosen), fc.nat(chosen.length)));
  fc.assert(
    fc.property(place, ([chosen, offset]) => {
      t.is(offsetAt(chosen, positionAt('m.ts', chosen, offset)), offset);
    }),
  );
});

test('a line may be empty, or the last one', t => {
  t.is(offsetAt('ab\n\ncd', { line: 1, column: 2 }), 1);
  t.is(offsetAt('ab\n\ncd', { line: 2, column: 1 }), 3);
  t.is(offsetAt('ab\n\ncd', { line: 3, column: 3 }), 6);
});
