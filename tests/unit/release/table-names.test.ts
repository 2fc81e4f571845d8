import test from 'ava';
import { SparkifyError } from '../../../src/diagnostics/sparkify-error.ts';
import { isReservedTableName, refuseReservedName } from '../../../src/release/table-names.ts';

test('what the lake needs for itself is reserved', t => {
  for (const name of ['files', 'Files', '_sparkify', '_x', '.hidden', 'a/b', 'a\\b', '']) {
    t.true(isReservedTableName(name), name);
  }
});

test('other names are free', t => {
  for (const name of ['songs', 'file', 'files_2', 'stg.songs', 'Größe'])
    t.false(isReservedTableName(name), name);
});

test('a reserved name is refused as a fault of the project', t => {
  const error = t.throws(() => refuseReservedName('files'), { instanceOf: SparkifyError });
  t.is(error?.code, 'reserved-name');
  t.is(error?.exitCode, 2);
});
