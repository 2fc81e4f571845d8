import test from 'ava';
import { diagnosticAnnotation, resultAnnotation } from '../../../../src/cli/ci/annotation.ts';
import { errorDiagnostic, warning } from '../../../../src/diagnostics/diagnostic.ts';
import { nodeResult, songs, uniqueSongs } from '../../../helpers/run-events.ts';

const inRepository = (file: string) => `lake/${file}`;

test('a diagnostic marks its place in the repository', t => {
  const at = { file: 'models/a.sql', line: 3, column: 5, length: 4 };
  t.is(
    diagnosticAnnotation(
      errorDiagnostic('unknown-column', 'No column.', { at, hint: 'Did you?' }),
      inRepository,
    ),
    '::error file=lake/models/a.sql,line=3,col=5,endColumn=9,title=unknown-column::No column.%0ADid you?',
  );
});

test('a warning without a place has its title only', t => {
  t.is(
    diagnosticAnnotation(warning('nothing-selected', 'Nothing.'), inRepository),
    '::warning title=nothing-selected::Nothing.',
  );
});

test('nothing in a message or a name can end the command or begin another', t => {
  const at = { file: 'a,b:c%.sql', line: 1, column: 1 };
  t.is(
    diagnosticAnnotation(errorDiagnostic('bad-sql', '100%\r\n::error::x\u001b', { at }), inRepository),
    '::error file=lake/a%2Cb%3Ac%25.sql,line=1,col=1,title=bad-sql::100%25%0D%0A::error::x\\u001b',
  );
});

test('a failed test marks where it is declared, a failed model where its query fails', t => {
  const node = { ...uniqueSongs, at: { file: uniqueSongs.file, line: 9, column: 7 } };
  t.is(
    resultAnnotation(nodeResult(node, 'warn', { message: 'Got 1 result.' }), inRepository),
    '::warning file=lake/models/marts/songs.yml,line=9,col=7,title=test unique_songs_song_id::Got 1 result.',
  );
  const at = { file: songs.file, line: 2, column: 4 };
  const diagnostic = errorDiagnostic('query-failed', 'Division.', { at });
  const failed = nodeResult(songs, 'error', {
    message: 'Division.',
    diagnostic,
    compiledPath: 'target/s.sql',
  });
  t.is(
    resultAnnotation(failed, inRepository),
    '::error file=lake/models/marts/songs.sql,line=2,col=4,title=external model songs::Division.%0Acompiled code at target/s.sql',
  );
});

test('what went well or did not run is not marked', t => {
  for (const status of ['success', 'pass', 'skipped', 'interrupted'] as const)
    t.is(resultAnnotation(nodeResult(songs, status), inRepository), undefined);
});
