import test from 'ava';
import { createColors } from '../../../../src/cli/colors.ts';
import { createPlainReporter } from '../../../../src/cli/reporters/plain-reporter.ts';
import { errorDiagnostic, warning } from '../../../../src/diagnostics/diagnostic.ts';
import type { RunEvent } from '../../../../src/run/run-event.ts';
import { nodeResult, runFinished, songs, uniqueSongs } from '../../../helpers/run-events.ts';
import { testCli } from '../../../helpers/test-cli.ts';

/** The lines of these events, without the last line end. */
function linesOf(...events: readonly RunEvent[]): readonly string[] {
  return linesOfCommand('build', ...events);
}

function linesOfCommand(command: string, ...events: readonly RunEvent[]): readonly string[] {
  const { stdout, now } = testCli();
  const context = {
    colors: createColors(false),
    readText: () => 'select\n  user\nfrom stg_events',
    command,
    version: '0.1.0',
    columns: undefined,
  };
  const reporter = createPlainReporter(stdout, context, now);
  for (const event of events) reporter.report(event);
  reporter.close();
  return stdout.text().replace(/\n$/, '').split('\n');
}

test('a run begins with the version, what was found and where it goes', t => {
  const counts = { model: 7, seed: 1, source: 2, test: 25 };
  t.deepEqual(
    linesOf({
      type: 'run-started',
      command: 'build',
      target: 'dev',
      threads: 4,
      lake: 'target/lake',
      counts,
    }),
    [
      '18:05:09  Running with sparkify=0.1.0',
      '18:05:09  Found 7 models, 1 seed, 2 sources, 25 data tests',
      "18:05:09  Concurrency: 4 threads (target='dev', lake='target/lake')",
      '',
    ],
  );
});

test('a node has a line when it starts and one when it has finished, with the bracket after 80 characters', t => {
  const result = nodeResult(songs, 'success', { rows: 6820, files: 71, bytes: 12_345 });
  const [start, end] = linesOf(
    { type: 'node-started', index: 1, total: 8, node: songs },
    { type: 'node-finished', index: 1, total: 8, result },
  );
  t.is(start, `18:05:09  1 of 8 START external model songs ${'.'.repeat(45)} [RUN]`);
  t.is(
    end,
    `18:05:09  1 of 8 OK created external model songs ${'.'.repeat(40)} [6,820 rows, 71 files, 12.3 kB in 0.12s]`,
  );
  t.deepEqual(
    [start, end].map(line => line!.indexOf('[')),
    [90, 90],
  );
});

test('what did not change is said', t => {
  const some = nodeResult(songs, 'success', { rows: 71, files: 1, bytes: 900, unchanged: 70 });
  const all = nodeResult(songs, 'success', { rows: 71, files: 0, bytes: 0, unchanged: 71 });
  const lines = linesOf(
    { type: 'node-finished', index: 1, total: 2, result: some },
    { type: 'node-finished', index: 2, total: 2, result: all },
  );
  t.true(lines[0]!.endsWith('[71 rows, 1 file, 900 B, 70 partitions unchanged in 0.12s]'));
  t.true(lines[1]!.endsWith('[71 rows, unchanged in 0.12s]'));
});

test('every outcome has the words that dbt has for it', t => {
  const results = [
    nodeResult({ ...songs, resourceType: 'seed', kind: 'seed' }, 'success'),
    nodeResult(uniqueSongs, 'pass', { failures: 0 }),
    nodeResult(uniqueSongs, 'fail', { failures: 1234 }),
    nodeResult(uniqueSongs, 'warn', { failures: 2 }),
    nodeResult(songs, 'error'),
    nodeResult(songs, 'skipped', { message: 'because of stg_songs' }),
    nodeResult(songs, 'interrupted'),
  ];
  const lines = linesOf(
    ...results.map(result => ({ type: 'node-finished', index: 1, total: 7, result }) as const),
  );
  t.deepEqual(
    lines.map(line => line.replace(/^18:05:09 {2}1 of 7 /, '').replace(/ \.+ /, ' ')),
    [
      'OK loaded seed file songs [OK in 0.12s]',
      'PASS unique_songs_song_id [PASS in 0.12s]',
      'FAIL 1,234 unique_songs_song_id [FAIL 1,234 in 0.12s]',
      'WARN 2 unique_songs_song_id [WARN 2 in 0.12s]',
      'ERROR creating external model songs [ERROR in 0.12s]',
      'SKIP external model songs because of stg_songs [SKIP]',
      'STOPPED external model songs [INTERRUPTED]',
    ],
  );
});

test('a published release names its tables with rows, files and bytes', t => {
  const tables = [
    { name: 'songs', rows: 71, files: 71, bytes: 70_000 },
    { name: 'songplays', rows: 6820, files: 1, bytes: 1_234_567 },
  ];
  t.deepEqual(linesOf({ type: 'published', release: '0197', tables, tested: true, seconds: 0.08 }), [
    '',
    '18:05:09  Published release 0197 (2 tables in 0.08s)',
    '18:05:09    songs         71 rows  71 files  70.0 kB',
    '18:05:09    songplays  6,820 rows    1 file   1.2 MB',
  ]);
});

test('a release says when nothing, or not everything, was tested', t => {
  const event = { type: 'published', release: '0197', tables: [], tested: false, seconds: 0 } as const;
  t.is(
    linesOfCommand('run', event)[1],
    '18:05:09  Published release 0197, without running the tests (no table changed in 0.00s)',
  );
  t.is(
    linesOfCommand('build', event)[1],
    '18:05:09  Published release 0197, without running all of its tests (no table changed in 0.00s)',
  );
});

test('a failing test shows its first rows, where its SQL lies and what to do', t => {
  const failing = nodeResult(uniqueSongs, 'fail', {
    failures: 3,
    message: 'Got 3 results, configured to fail if != 0',
    sample: { columns: ['song_id', 'n'], rows: [['SOA', '2']] },
    compiledPath: 'target/compiled/lake/models/marts/unique_songs_song_id.sql',
  });
  const results = [nodeResult(songs, 'success'), failing, nodeResult(songs, 'skipped')];
  t.deepEqual(linesOf(runFinished(results)), [
    '',
    '18:05:09  Finished running 1 external model, 1 data test in 0.61s.',
    '',
    '18:05:09  Completed with 1 error:',
    '',
    'Failure in test unique_songs_song_id (models/marts/songs.yml)',
    '  Got 3 results, configured to fail if != 0',
    '  The first 1:',
    '  ┌─────────┬───┐',
    '  │ song_id │ n │',
    '  ├─────────┼───┤',
    '  │ SOA     │ 2 │',
    '  └─────────┴───┘',
    '  compiled code at target/compiled/lake/models/marts/unique_songs_song_id.sql',
    '',
    '18:05:09  Next: run the compiled code to see all the rows, fix the model, its source or the test, then run `sparkify build` again.',
    '18:05:09  Done. PASS=1 WARN=0 ERROR=1 SKIP=1 NO-OP=0 TOTAL=3',
  ]);
});

test('a failed model shows its place in the project', t => {
  const at = { file: 'models/marts/songs.sql', line: 2, column: 3, length: 4 };
  const diagnostic = errorDiagnostic('query-failed', 'It does not fit.', { at });
  const lines = linesOf(runFinished([nodeResult(songs, 'error', { diagnostic })]));
  t.deepEqual(lines.slice(5, 11), [
    'Error in external model songs (models/marts/songs.sql)',
    '  models/marts/songs.sql:2:3  error  query-failed',
    '    It does not fit.',
    '      1 | select',
    '    > 2 |   user',
    '        |   ^^^^',
  ]);
});

test('a run in which all is well ends with two lines', t => {
  t.deepEqual(linesOf(runFinished([nodeResult(songs, 'success')])).slice(-2), [
    '18:05:09  Completed successfully',
    '18:05:09  Done. PASS=1 WARN=0 ERROR=0 SKIP=0 NO-OP=0 TOTAL=1',
  ]);
});

test('an interrupted run says so and counts what was stopped as skipped', t => {
  const lines = linesOf(runFinished([nodeResult(songs, 'interrupted')]));
  t.true(lines.includes('18:05:09  Interrupted'));
  t.is(lines.at(-1), '18:05:09  Done. PASS=0 WARN=0 ERROR=0 SKIP=1 NO-OP=0 TOTAL=1');
});

test('blocks are set apart by one empty line, and a run of nothing says so', t => {
  const diagnostic = warning('nothing-selected', '"nope" matches nothing.');
  t.deepEqual(linesOf({ type: 'diagnostic', diagnostic }, runFinished([])), [
    '',
    'warn  nothing-selected',
    '  "nope" matches nothing.',
    '',
    '18:05:09  Nothing to do: nothing is selected that this command runs.',
    '18:05:09  Done. PASS=0 WARN=0 ERROR=0 SKIP=0 NO-OP=0 TOTAL=0',
  ]);
});
