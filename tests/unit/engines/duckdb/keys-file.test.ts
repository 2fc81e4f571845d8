import { existsSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import test from 'ava';
import { isFlat, KeysFiles } from '../../../../src/engines/duckdb/keys-file.ts';

const columns = [
  { name: 'id', type: 'BIGINT' },
  { name: 'say "hi"', type: 'text' },
];

test('the file of some columns is one record with all of their keys, made once, and gone in the end', t => {
  const files = new KeysFiles();
  const path = files.of(columns);
  t.deepEqual(JSON.parse(readFileSync(path, 'utf8')), { id: null, 'say "hi"': 'x' });
  t.is(files.of([...columns]), path);
  t.not(files.of(columns.slice(1)), path);
  files.remove();
  t.false(existsSync(dirname(path)));
  t.notThrows(() => new KeysFiles().remove());
});

test('a type that names keys of its own is not flat', t => {
  t.true(isFlat([...columns, { name: 'd', type: 'DECIMAL(9,2)' }]));
  for (const type of ['STRUCT(a BIGINT)', 'BIGINT[]', 'MAP(VARCHAR, BIGINT)', 'BIGINT[2]']) {
    t.false(isFlat([...columns, { name: 'nested', type }]), type);
  }
});
