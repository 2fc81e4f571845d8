import test from 'ava';
import { createColors } from '../../../../src/cli/colors.ts';
import { failureData, renderFailure } from '../../../../src/cli/output/failure-text.ts';
import { errorDiagnostic, warning } from '../../../../src/diagnostics/diagnostic.ts';
import { SparkifyError } from '../../../../src/diagnostics/sparkify-error.ts';

const context = {
  colors: createColors(false),
  readText: () => undefined,
  debug: false,
  reported: new WeakSet<object>(),
};

test('an expected error shows its place, what is wrong and what to do, without a stack', t => {
  const error = new SparkifyError('bad-config', 'The name is missing.', {
    at: { file: 'sparkify.config.ts', line: 3, column: 1 },
    hint: 'Say name: "lake".',
  });
  t.is(
    renderFailure(error, context),
    'sparkify.config.ts:3:1  error  bad-config\n  The name is missing.\n  Say name: "lake".',
  );
});

test('with --debug the causes follow', t => {
  const error = new SparkifyError('lake-not-writable', 'It cannot be written.', {
    cause: new Error('EROFS'),
  });
  const text = renderFailure(error, { ...context, debug: true });
  t.regex(text, /^error {2}lake-not-writable\n/);
  t.regex(text, /\nCaused by: Error: EROFS\n/);
});

test('an error that carries diagnostics shows all of them, and how many', t => {
  const diagnostics = [
    errorDiagnostic('unknown-ref', 'There is no model b.', {
      at: { file: 'models/b.sql', line: 1, column: 1 },
    }),
    warning('undeclared-column', 'There is no column x.', {
      at: { file: 'models/a.yml', line: 1, column: 1 },
    }),
  ];
  const error = new SparkifyError('unknown-ref', 'There is no model b.', { diagnostics, exitCode: 2 });
  t.is(
    renderFailure(error, context),
    [
      'models/a.yml:1:1  warn  undeclared-column\n  There is no column x.',
      'models/b.sql:1:1  error  unknown-ref\n  There is no model b.',
      '1 error and 1 warning in 2 files',
    ].join('\n\n'),
  );
});

test('what was shown before is not shown again', t => {
  const diagnostics = [errorDiagnostic('unknown-ref', 'There is no model b.'), warning('bad-yaml', 'Odd.')];
  const error = new SparkifyError('unknown-ref', 'There is no model b.', { diagnostics });
  const text = renderFailure(error, { ...context, reported: new WeakSet([diagnostics[1]!]) });
  t.is(text, 'error  unknown-ref\n  There is no model b.\n\n1 error and 1 warning');
});

test('anything else is a bug, shown with its stack and its cause', t => {
  const text = renderFailure(new TypeError('x is undefined', { cause: 'y' }), context);
  t.regex(text, /^error {2}This is a bug in sparkify, not in your project\./);
  t.regex(text, /TypeError: x is undefined\n\s+at /);
  t.regex(text, /\nCaused by: Thrown: y$/);
});

test('as data an error keeps its code, hint and diagnostics', t => {
  t.like(failureData(new SparkifyError('lake-moved', 'It moved.', { hint: 'Build again.' })), {
    code: 'lake-moved',
    hint: 'Build again.',
    diagnostics: [],
  });
});
