import test from 'ava';
import fc from 'fast-check';
import { displayWidth, truncate } from '../../../../src/cli/output/display-width.ts';

test('wide characters count twice, dots and lines once, combining marks not at all', t => {
  t.deepEqual(['abc', '歌', '…', '─', 'é', 'e\u0301', 'Ж'].map(displayWidth), [3, 2, 1, 1, 1, 1, 1]);
});

test('a text that fits is left alone, a longer one ends in an ellipsis', t => {
  t.is(truncate('songplays', 9), 'songplays');
  t.is(truncate('songplays', 8), 'songpla…');
  t.is(truncate('songplays', 0), '');
});

test('a cut text never takes more cells than it may', t => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.nat(20), (text, width) => {
      t.true(displayWidth(truncate(text, width)) <= width);
    }),
  );
});
