import { setTimeout as wait } from 'node:timers/promises';
import test from 'ava';
import { createColors } from '../../../../src/cli/colors.ts';
import { createTerminalReporter } from '../../../../src/cli/reporters/terminal-reporter.ts';
import { nodeResult, runFinished, songs, uniqueSongs } from '../../../helpers/run-events.ts';
import { TestTerminal } from '../../../helpers/test-terminal.ts';

function reporterOn(terminal: TestTerminal) {
  let seconds = 0;
  const context = {
    colors: createColors(false),
    readText: () => undefined,
    command: 'build',
    version: '0.1.0',
  };
  const now = () => new Date(Date.UTC(2018, 10, 4, 18, 5, seconds++));
  return createTerminalReporter(terminal, context, now);
}

test('a running node has a live line, which its result replaces', async t => {
  const terminal = new TestTerminal(160);
  const reporter = reporterOn(terminal);
  reporter.report({ type: 'node-started', index: 1, total: 2, node: songs });
  await wait(150);
  t.is(terminal.lines().length, 1);
  t.regex(terminal.lines()[0]!, /^18:05:00 {2}1 of 2 RUN external model songs \.+ \[\d\.00s\]$/);
  reporter.report({ type: 'node-finished', index: 1, total: 2, result: nodeResult(songs, 'success') });
  t.is(terminal.lines().length, 1);
  t.regex(terminal.lines()[0]!, /1 of 2 OK created external model songs \.+ \[OK in 0\.12s\]$/);
  reporter.close();
});

test('after the end nothing live is left, however the run ended', async t => {
  const terminal = new TestTerminal(80);
  const reporter = reporterOn(terminal);
  reporter.report({ type: 'node-started', index: 1, total: 2, node: songs });
  reporter.report({ type: 'node-started', index: 2, total: 2, node: uniqueSongs });
  reporter.report({ type: 'publishing', tables: 3 });
  await wait(150);
  t.is(terminal.lines().length, 3);
  reporter.close();
  t.deepEqual(terminal.lines(), []);
});

test('on a narrow terminal the text is short, and no line is longer than a row', t => {
  const terminal = new TestTerminal(40);
  const reporter = reporterOn(terminal);
  const result = nodeResult(songs, 'success', { rows: 71, files: 71, bytes: 900 });
  reporter.report({ type: 'node-finished', index: 1, total: 1, result });
  t.deepEqual(terminal.lines(), ['18:05:00  1 of 1 OK songs', '     [71 rows, 71 files, 900 B in 0.12s]']);
  reporter.report({ type: 'node-finished', index: 2, total: 2, result: nodeResult(songs, 'error') });
  t.is(terminal.lines().at(-1), '18:05:01  2 of 2 ERROR songs ... [0.12s]');
  reporter.report(runFinished([result]));
});

test('of long names that begin alike, live lines keep the ends, and prose is broken between words', async t => {
  const terminal = new TestTerminal(50);
  const reporter = reporterOn(terminal);
  for (const index of [1, 2]) {
    const name = `plays_of_all_the_listeners_of_one_month_${index}`;
    reporter.report({ type: 'node-started', index, total: 2, node: { ...songs, name, uniqueId: name } });
  }
  await wait(150);
  const [first, second] = terminal.lines().map(line => line.slice(10).replace(/ \[.*/, ''));
  t.regex(first!, /^1 of 2 RUN .*…\w+_month_1$/);
  t.regex(second!, /^2 of 2 RUN .*…\w+_month_2$/);
  reporter.report({ type: 'interrupting' });
  t.deepEqual(
    terminal
      .lines()
      .slice(0, 3)
      .map(line => line.slice(10)),
    ['Interrupting: running queries are being', 'stopped; press Ctrl-C again to quit at', 'once.'],
  );
  reporter.close();
});

test('objects that are fetched are counted on a live line, which goes when the last is there or it fails', async t => {
  const terminal = new TestTerminal(100);
  const reporter = reporterOn(terminal);
  const progress = {
    type: 'fetching',
    source: 'raw.songs',
    ofObjects: 300,
    ofBytes: 3000,
    seconds: 1,
  } as const;
  reporter.report({ ...progress, objects: 100, bytes: 1000, ended: false });
  await wait(150);
  const live = '          Fetching raw.songs: 100 of 300 objects, 1.0 kB of 3.0 kB';
  t.deepEqual(terminal.lines(), [live]);
  reporter.report({ ...progress, objects: 300, bytes: 3000, ended: true });
  t.deepEqual(terminal.lines(), ['18:05:01  Fetched 300 objects (3.0 kB) of raw.songs in 1.00s']);
  reporter.report({ ...progress, objects: 100, bytes: 1000, ended: true });
  await wait(150);
  t.is(terminal.lines().length, 1);
  reporter.close();
});
