import { setTimeout as wait } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import { displayWidth } from '../../src/cli/output/display-width.ts';
import { repository } from '../helpers/cli-project.ts';
import { missingPrograms, openTerminal, type Terminal } from '../helpers/pseudo-terminal.ts';
import { TestTerminal } from '../helpers/test-terminal.ts';
import { type ProjectFiles, tinyProject } from '../helpers/tiny-project.ts';

const missing = missingPrograms('python3');
const inTerminal = missing === undefined ? test.serial : test.serial.skip;
const because = missing === undefined ? '' : ` (${missing})`;

const columns = 70;

function build(t: ExecutionContext, files: ProjectFiles = {}, screen: Partial<Screen> = {}): Terminal {
  const project = tinyProject(t, files);
  const command = [process.execPath, `${repository}/bin/sparkify.js`, 'build', '--threads', '20'];
  const { GITHUB_ACTIONS: _, CI: __, FORCE_COLOR: ___, ...env } = process.env;
  const terminal = openTerminal(command, {
    cwd: project.folder,
    columns,
    ...screen,
    env: { ...env, TERM: 'xterm', NO_COLOR: '1', ...screen.env },
  });
  t.teardown(() => terminal.child.kill('SIGKILL'));
  return terminal;
}

interface Screen {
  readonly columns: number;
  readonly rows: number;
  readonly env: NodeJS.ProcessEnv;
}

/** What stands on the screen at the end; every frame must have been shown whole, and the cursor left alone. */
function screen(t: ExecutionContext, shown: string): readonly string[] {
  t.is(shown.split('\u001b[?2026h').length, shown.split('\u001b[?2026l').length, 'each frame has its end');
  t.false(shown.includes('\u001b[?25l'), 'the cursor is never hidden');
  const terminal = new TestTerminal(columns);
  terminal.write(shown.replaceAll('\r\n', '\n'));
  const lines = terminal.lines();
  t.deepEqual(
    lines.filter(line => / of \d+ RUN /.test(line)),
    [],
    'no live line is left',
  );
  t.regex(lines.at(-1)!, /^\d\d:\d\d:\d\d {2}Done\. PASS=/);
  return lines;
}

/** A query that runs for minutes, and can be interrupted. */
const endless = {
  'models/endless.sql': `{{ config(materialized='table') }}
select count(*)::bigint as n from range(900000000000) as r(i) where hash(i) % 7 = 3`,
};

inTerminal(`after a build each node stands on the screen once${because}`, async t => {
  const terminal = build(t);
  t.is(await terminal.ended, 0);
  const lines = screen(t, terminal.shown());
  for (const name of ['stg_events', 'payments', 'not_null_payments_id', 'unique_payments_id'])
    t.is(lines.filter(line => new RegExp(`of 4 (OK|PASS) ${name}\\b`).test(line)).length, 1, name);
});

inTerminal(`after a failed build the screen ends with what to do next${because}`, async t => {
  const terminal = build(t, {
    'models/broken.sql': `{{ config(materialized='table') }}
select cast(user_name as integer) as n from {{ ref('stg_events') }}`,
  });
  t.is(await terminal.ended, 1);
  t.regex(screen(t, terminal.shown()).join('\n'), /Next: fix what is named above/);
});

for (const [name, stop] of [
  ['Ctrl-C', (terminal: Terminal) => terminal.type('\u0003')],
  ['kill -TERM', (terminal: Terminal) => terminal.child.kill('SIGTERM')],
] as const) {
  inTerminal(`${name} leaves a whole screen, on which words are not cut${because}`, async t => {
    const terminal = build(t, endless);
    await terminal.until(/RUN endless/);
    stop(terminal);
    t.is(await terminal.ended, 1);
    const lines = screen(t, terminal.shown());
    t.true(lines.some(line => / STOPPED endless/.test(line)));
    const at = lines.findIndex(line => line.includes('Interrupting: '));
    t.is(
      lines
        .slice(at, at + 2)
        .map(line => line.trim())
        .join(' ')
        .slice(10),
      'Interrupting: running queries are being stopped; press Ctrl-C again to quit at once.',
    );
  });
}

/** Twenty queries that run for minutes, all at once. */
const many: ProjectFiles = {
  ...Object.fromEntries(
    Array.from({ length: 20 }, (_, n) => [`models/endless_${n}.sql`, endless['models/endless.sql']]),
  ),
  'models/größe_日本語_e\u0301.sql': endless['models/endless.sql'],
};

inTerminal(
  `with more running models than rows, what has no room is counted and nothing scrolls${because}`,
  async t => {
    const terminal = build(t, many, { rows: 8, columns: 40 });
    await terminal.until(/and \d\d more/);
    const before = terminal.shown().length;
    await wait(1500);
    const frames = terminal.shown().slice(before);
    t.false(frames.includes('RUN'), 'what stands there already is not written again');
    // Each frame goes up as many rows as it writes, and no more than the screen has.
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what terminals are told begins with one
    const heights = [...frames.matchAll(/\u001b\[(\d+)A/g)].map(([, rows]) => Number(rows));
    t.true(heights.length > 3 && heights.every(rows => rows === 6), String(heights));
    t.true(frames.length / heights.length < 300, 'a frame is some bytes');
    terminal.type('\u0003');
    t.is(await terminal.ended, 1);
    t.false(terminal.shown().includes('\u001b[?25l'), 'the cursor is never hidden');
  },
);

for (const [name, env] of [
  ['CI=true', { CI: 'true' }],
  ['TERM=dumb', { TERM: 'dumb' }],
] as const) {
  inTerminal(`with ${name} a terminal gets plain lines${because}`, async t => {
    const terminal = build(t, {}, { env });
    t.is(await terminal.ended, 0);
    t.false(terminal.shown().includes('\u001b'));
    t.regex(terminal.shown(), /START .*payments/);
  });
}

for (const [name, env, expected] of [
  ['without NO_COLOR there are colors', { NO_COLOR: '' }, true],
  ['NO_COLOR alone takes colors away', { NO_COLOR: '1' }, false],
  ['FORCE_COLOR=0 takes colors away', { NO_COLOR: '', FORCE_COLOR: '0' }, false],
] as const) {
  inTerminal(`${name}${because}`, async t => {
    const terminal = build(t, {}, { env });
    t.is(await terminal.ended, 0);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what terminals are told begins with one
    t.is(/\u001b\[3\dm/.test(terminal.shown()), expected);
  });
}

for (const width of [80, 200]) {
  inTerminal(`no line is longer than a terminal of ${width} columns${because}`, async t => {
    const terminal = build(t, { 'models/größe_日本語_e\u0301.sql': 'select 1 as n\n' }, { columns: width });
    t.is(await terminal.ended, 0);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what terminals are told begins with one
    const text = terminal.shown().replaceAll(/\u001b\[\??[\d;]*[A-Za-z]/g, '');
    const lines = text.split(/[\r\n]+/);
    t.deepEqual(
      lines.filter(line => displayWidth(line) > width),
      [],
    );
    t.true(lines.some(line => line.includes('größe_日本語_e\u0301')));
  });
}
