import test from 'ava';
import fc from 'fast-check';
import { glueText } from '../../../../src/deploy/glue/glue-text.ts';

test('a description becomes one line', t => {
  t.is(glueText('The songs.\n\n  Each\tonce. ', 255), 'The songs. Each once.');
});

test('an empty one is none', t => {
  t.is(glueText(' \n ', 255), undefined);
});

test('a long one is cut between characters, and ends in dots', t => {
  t.is(glueText('a'.repeat(255), 255), 'a'.repeat(255));
  t.is(glueText('a'.repeat(256), 255), `${'a'.repeat(252)}…`);
  t.is(glueText('ü'.repeat(200), 255), `${'ü'.repeat(126)}…`);
});

test('whatever is described, Glue takes it', t => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), text => {
      const line = glueText(text, 255) ?? '';
      t.true(Buffer.byteLength(line) <= 255);
      // The single-line pattern of Glue's API.
      t.regex(line, /^[\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}\t]*$/u);
    }),
  );
});
