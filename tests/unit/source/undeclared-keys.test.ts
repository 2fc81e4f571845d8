import test from 'ava';
import { undeclaredKeyDiagnostics } from '../../../src/source/undeclared-keys.ts';

const at = { file: 'models/sources.yml', line: 5, column: 9 };
const key = { key: 'device', file: '/project/d/x.json', example: '"phone"', records: 3 };
const base = { source: 'raw.events', projectDir: '/project', at };

test('one message names the keys with an example each', t => {
  const keys = [key, { key: 'os', file: '/elsewhere/y.json', example: '1', records: 1 }];
  t.deepEqual(undeclaredKeyDiagnostics({ ...base, keys, policy: 'warn' }), [
    {
      code: 'undeclared-key',
      severity: 'warn',
      message:
        'The records of raw.events have 2 keys that are not declared: "device" (in 3 records, e.g. "phone" in d/x.json), "os" (in 1 record, e.g. 1 in /elsewhere/y.json).',
      at,
      hint: 'Declare them as columns, or set undeclared_keys: ignore on the source.',
    },
  ]);
});

test('the policy fail makes it an error', t => {
  t.is(undeclaredKeyDiagnostics({ ...base, keys: [key], policy: 'fail' })[0]!.severity, 'error');
});

test('many keys are cut short', t => {
  const keys = Array.from({ length: 13 }, (_, index) => ({ ...key, key: `k${index}` }));
  t.regex(
    undeclaredKeyDiagnostics({ ...base, keys, policy: 'warn' })[0]!.message,
    /"k9" \([^)]*\), and 3 more\.$/,
  );
});

test('no key gives no message', t => {
  t.deepEqual(undeclaredKeyDiagnostics({ ...base, keys: [], policy: 'fail' }), []);
});
