import test from 'ava';
import fc from 'fast-check';
import { LiveRegion } from '../../../../src/cli/reporters/live-region.ts';
import { TestTerminal } from '../../../helpers/test-terminal.ts';

test('live lines are drawn over, lasting ones move up above them', t => {
  const terminal = new TestTerminal(20);
  const region = new LiveRegion(terminal);
  region.draw([], ['a 0.1s', 'b 0.1s']);
  region.draw([], ['a 0.2s', 'b 0.2s']);
  region.draw(['a done'], ['b 0.3s']);
  t.deepEqual(terminal.lines(), ['a done', 'b 0.3s']);
  region.draw(['b done'], []);
  t.deepEqual(terminal.lines(), ['a done', 'b done']);
});

test('a shorter line leaves nothing of the longer one before', t => {
  const terminal = new TestTerminal(20);
  const region = new LiveRegion(terminal);
  region.draw([], ['a long line']);
  region.draw([], ['short']);
  t.deepEqual(terminal.lines(), ['short']);
});

test('nothing is written when there is nothing to draw or to erase', t => {
  const terminal = new TestTerminal(20);
  new LiveRegion(terminal).draw([], []);
  t.is(terminal.written, '');
});

test('whatever is drawn, the terminal shows all lasting lines and then the last live ones', t => {
  const text = fc.string({ unit: fc.constantFrom('x', 'y', '.'), minLength: 1, maxLength: 9 });
  const long = fc.string({ unit: fc.constantFrom('x', 'y', '.'), minLength: 1, maxLength: 40 });
  const frame = fc.record({
    lasting: fc.array(long, { maxLength: 3 }),
    live: fc.array(text, { maxLength: 4 }),
  });
  fc.assert(
    fc.property(fc.array(frame, { minLength: 1, maxLength: 8 }), frames => {
      const terminal = new TestTerminal(10);
      const region = new LiveRegion(terminal);
      for (const { lasting, live } of frames) region.draw(lasting, live);
      const wrapped = frames.flatMap(({ lasting }) => lasting.flatMap(line => line.match(/.{1,10}/g)!));
      t.deepEqual(terminal.lines(), [...wrapped, ...frames.at(-1)!.live]);
    }),
  );
});

test('a region drawn before the terminal was made narrower is erased whole', t => {
  const terminal = new TestTerminal(20);
  const region = new LiveRegion(terminal);
  region.draw(['done'], ['a'.repeat(19), 'b'.repeat(19)]);
  terminal.resize(8);
  region.draw([], ['c']);
  t.deepEqual(terminal.lines(), ['done', 'c']);
});

test('a frame holds what changed: nothing for the same lines, the end of a line whose seconds went on', t => {
  const terminal = new TestTerminal(80);
  const region = new LiveRegion(terminal);
  const lines = (seconds: string) => [`1 of 2 RUN a ...... [${seconds}]`, '2 of 2 RUN b ...... [0.01s]'];
  region.draw([], lines('0.01s'));
  const { length } = terminal.written;
  region.draw([], lines('0.01s'));
  t.is(terminal.written.length, length);
  region.draw([], lines('0.02s'));
  t.deepEqual(terminal.lines(), lines('0.02s'));
  const frame = terminal.written.slice(length);
  t.true(frame.length < 45, JSON.stringify(frame));
  t.false(frame.includes('RUN'));
});

test('a line after a character whose width terminals disagree on is written whole', t => {
  const terminal = new TestTerminal(80);
  const region = new LiveRegion(terminal);
  region.draw([], ['RUN 日 [0.1s]']);
  region.draw([], ['RUN 日 [0.2s]']);
  t.is(terminal.written.match(/日/g)?.length, 2);
});

test('colors of a line are never taken apart', t => {
  const terminal = new TestTerminal(80);
  const region = new LiveRegion(terminal);
  region.draw([], ['RUN a [\u001b[33m0.1s\u001b[39m]']);
  region.draw([], ['RUN a [\u001b[33m0.2s\u001b[39m]']);
  t.true(terminal.written.endsWith('[8G\u001b[33m0.2s\u001b[39m]\u001b[K\n\u001b[J\u001b[?2026l'));
});
