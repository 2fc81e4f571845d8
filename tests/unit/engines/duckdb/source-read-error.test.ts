import test from 'ava';
import { parseSourceReadError } from '../../../../src/engines/duckdb/source-read-error.ts';

test('the messages of DuckDB that blame a file are understood, whatever the file is called', t => {
  const path = '/d/it\'s "quoted", at byte 7.json';
  for (const message of [
    `Invalid Input Error: Malformed JSON in file "${path}", at byte 7 in line 3: unexpected character.`,
    `Invalid Input Error: JSON transform error in file "${path}", in line 1: Object {"a":1} has duplicate key "a"`,
    `Invalid Input Error: "maximum_object_size" of 16777216 bytes exceeded while reading file "${path}" (>33554428 bytes).\n Try increasing "maximum_object_size".`,
    `IO Error: Input is not a GZIP stream: ${path}`,
    `IO Error: Cannot open file "${path}": Permission denied`,
  ]) {
    t.deepEqual(parseSourceReadError(message), { kind: 'malformed', file: path }, message);
  }
});

test('an error of a compressed file without its name is still one of a source', t => {
  t.deepEqual(parseSourceReadError('IO Error: Failed to decode gzip stream'), {
    kind: 'malformed',
    file: undefined,
  });
});

test('other errors are none of a source', t => {
  t.is(parseSourceReadError('Conversion Error: Could not convert string "x" to INT32'), undefined);
  t.is(parseSourceReadError('INTERRUPT Error: Interrupted!'), undefined);
});
