import test from 'ava';
import { SparkifyError } from '../../../src/diagnostics/sparkify-error.ts';
import { refuseReservedName } from '../../../src/release/table-names.ts';

test('a reserved name is refused as a fault of the project', t => {
  const error = t.throws(() => refuseReservedName('files'), { instanceOf: SparkifyError });
  t.is(error?.code, 'reserved-name');
  t.is(error?.exitCode, 2);
});
