import { closeSync, openSync, readSync } from 'node:fs';
import { isTurnOver, nextTurn } from '../storage/turns.ts';
import type { FetchedRecords } from './source-file.ts';

/** The bytes of an object that was fetched. It is small: a stream for each of thousands would take longer than reading them. */
export async function readStretch({ path, start, length }: FetchedRecords): Promise<Buffer> {
  if (isTurnOver()) await nextTurn();
  const bytes = Buffer.alloc(length);
  const file = openSync(path, 'r');
  try {
    readSync(file, bytes, 0, length, start);
  } finally {
    closeSync(file);
  }
  return bytes;
}
