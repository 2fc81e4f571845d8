import test from 'ava';
import { createColors } from '../../../../src/cli/colors.ts';
import {
  renderDiagnostic,
  renderDiagnosticCount,
  sortDiagnostics,
} from '../../../../src/cli/output/diagnostic-text.ts';
import { errorDiagnostic, warning } from '../../../../src/diagnostics/diagnostic.ts';

const plain = createColors(false);
const at = { file: 'models/users.sql', line: 2, column: 3, length: 4 };

test('a diagnostic shows its place, its code, the lines around it and what to do', t => {
  const diagnostic = errorDiagnostic('unknown-column', 'There is no column "user".', {
    at,
    hint: 'Did you mean "user_id"?',
  });
  t.is(
    renderDiagnostic(diagnostic, plain, () => 'select\n  user\nfrom stg_events'),
    [
      'models/users.sql:2:3  error  unknown-column',
      '  There is no column "user".',
      '    1 | select',
      '  > 2 |   user',
      '      |   ^^^^',
      '    3 | from stg_events',
      '  Did you mean "user_id"?',
    ].join('\n'),
  );
});

test('without the file, or with lines too long to read, the message stands alone', t => {
  const diagnostic = errorDiagnostic('bad-record', 'A record is malformed.', { at });
  const alone = 'models/users.sql:2:3  error  bad-record\n  A record is malformed.';
  t.is(
    renderDiagnostic(diagnostic, plain, () => undefined),
    alone,
  );
  t.is(
    renderDiagnostic(diagnostic, plain, () => `{}\n${'x'.repeat(1000)}`),
    alone,
  );
});

test('escape sequences in a message do not reach the terminal', t => {
  const diagnostic = errorDiagnostic('bad-record', 'The value "\u001b]0;x" is no number.');
  t.false(renderDiagnostic(diagnostic, plain, () => undefined).includes('\u001b'));
});

test('diagnostics are sorted by file, line and column', t => {
  const place = (file: string, line: number, column: number) =>
    warning('bad-property', `${file}:${line}:${column}`, { at: { file, line, column } });
  const mixed = [
    place('b', 1, 1),
    place('a', 10, 2),
    place('a', 9, 3),
    warning('bad-config', 'none'),
    place('a', 9, 1),
  ];
  t.deepEqual(
    sortDiagnostics(mixed).map(({ message }) => message),
    ['none', 'a:9:1', 'a:9:3', 'a:10:2', 'b:1:1'],
  );
});

test('the count names errors, warnings and files', t => {
  const error = errorDiagnostic('bad-sql', 'x', { at });
  const warn = warning('bad-sql', 'x', { at: { ...at, file: 'models/songs.sql' } });
  t.is(renderDiagnosticCount([]), '0 errors');
  t.is(renderDiagnosticCount([error, error, warn]), '2 errors and 1 warning in 2 files');
  t.is(renderDiagnosticCount([warn]), '1 warning in 1 file');
});
