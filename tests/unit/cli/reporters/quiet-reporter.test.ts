import test from 'ava';
import { createColors } from '../../../../src/cli/colors.ts';
import { createQuietReporter } from '../../../../src/cli/reporters/quiet-reporter.ts';
import { errorDiagnostic, warning } from '../../../../src/diagnostics/diagnostic.ts';
import type { RunEvent } from '../../../../src/run/run-event.ts';
import { nodeResult, runFinished, songs, uniqueSongs } from '../../../helpers/run-events.ts';
import { testCli } from '../../../helpers/test-cli.ts';

function textOf(...events: readonly RunEvent[]): string {
  const { stderr } = testCli();
  const context = {
    colors: createColors(false),
    readText: () => undefined,
    command: 'build',
    columns: undefined,
  };
  const reporter = createQuietReporter(stderr, context);
  for (const event of events) reporter.report(event);
  return stderr.text();
}

test('a run in which all is well prints nothing', t => {
  const result = nodeResult(songs, 'success');
  const diagnostic = warning('undeclared-key', 'A key.');
  t.is(
    textOf(
      { type: 'diagnostic', diagnostic },
      { type: 'node-finished', index: 1, total: 1, result },
      runFinished([result]),
    ),
    '',
  );
});

test('errors and failures are printed as they come', t => {
  const diagnostic = errorDiagnostic('query-failed', 'It does not fit.');
  const failed = nodeResult(uniqueSongs, 'fail', { failures: 2, message: 'Got 2 results.' });
  t.is(
    textOf(
      { type: 'node-finished', index: 1, total: 2, result: nodeResult(songs, 'error', { diagnostic }) },
      { type: 'node-finished', index: 2, total: 2, result: failed },
    ),
    [
      'Error in external model songs (models/marts/songs.sql)',
      '  error  query-failed',
      '    It does not fit.',
      'Failure in test unique_songs_song_id (models/marts/songs.yml)',
      '  Got 2 results.',
      '',
    ].join('\n'),
  );
});
