import test from 'ava';
import { isReservedTableName } from '../../../src/columns/table-name.ts';

test('what the lake needs for itself is reserved', t => {
  for (const name of ['files', 'Files', '_sparkify', '_x', '.hidden', 'a/b', 'a\\b', '']) {
    t.true(isReservedTableName(name), name);
  }
});

test('other names are free', t => {
  for (const name of ['songs', 'file', 'files_2', 'stg.songs', 'Größe'])
    t.false(isReservedTableName(name), name);
});
