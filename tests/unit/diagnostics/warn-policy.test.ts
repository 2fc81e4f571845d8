import test from 'ava';
import { errorDiagnostic, warning } from '../../../src/diagnostics/diagnostic.ts';
import { raises, underPolicy, type WarnPolicy } from '../../../src/diagnostics/warn-policy.ts';

const found = [
  warning('orphan-table', 'A table.'),
  warning('undeclared-key', 'A key.'),
  errorDiagnostic('cycle', 'A circle.'),
];

function severities(policy: Partial<WarnPolicy>) {
  return underPolicy(found, { error: [], warn: [], silence: [], ...policy }).map(
    ({ code, severity }) => `${code} ${severity}`,
  );
}

test('without a policy all stay what they are', t => {
  t.deepEqual(severities({}), ['orphan-table warn', 'undeclared-key warn', 'cycle error']);
});

test('a list raises what it names', t => {
  t.deepEqual(severities({ error: ['undeclared-key'] }), [
    'orphan-table warn',
    'undeclared-key error',
    'cycle error',
  ]);
});

test('what stays a warning or is silenced is left out of all', t => {
  t.deepEqual(severities({ error: 'all', warn: ['orphan-table'] }), [
    'orphan-table warn',
    'undeclared-key error',
    'cycle error',
  ]);
  t.false(raises({ error: 'all', warn: [], silence: ['orphan-table'] }, 'orphan-table'));
});

test('silence takes warnings away, and never errors', t => {
  t.deepEqual(severities({ silence: ['orphan-table', 'cycle'] }), ['undeclared-key warn', 'cycle error']);
});
