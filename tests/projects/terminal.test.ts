import test, { type ExecutionContext } from 'ava';
import { repository } from '../helpers/cli-project.ts';
import { missingPrograms, openTerminal, type Terminal } from '../helpers/pseudo-terminal.ts';
import { TestTerminal } from '../helpers/test-terminal.ts';
import { type ProjectFiles, tinyProject } from '../helpers/tiny-project.ts';

const missing = missingPrograms('python3');
const inTerminal = missing === undefined ? test.serial : test.serial.skip;
const because = missing === undefined ? '' : ` (${missing})`;

const columns = 70;

function build(t: ExecutionContext, files: ProjectFiles = {}): Terminal {
  const project = tinyProject(t, files);
  const command = [process.execPath, `${repository}/bin/sparkify.js`, 'build'];
  const { GITHUB_ACTIONS: _, CI: __, ...env } = process.env;
  return openTerminal(command, {
    cwd: project.folder,
    env: { ...env, TERM: 'xterm', NO_COLOR: '1' },
    columns,
  });
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
