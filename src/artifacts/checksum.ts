import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { plainText } from './same-json.ts';

/** As dbt writes it: how it was made, and the hex digits. */
export interface Checksum {
  readonly name: 'sha256' | 'path' | 'none';
  readonly checksum: string;
}

/** Generic tests have no text of their own. */
export const noChecksum: Checksum = { name: 'none', checksum: '' };

/** Bytes; what is larger is read in pieces. */
const largestText = 1024 * 1024;

/** dbt's checksum of a file: that of its text without outer blanks; however lines end, it is the same. */
export function textChecksum(text: string): Checksum {
  return { name: 'sha256', checksum: createHash('sha256').update(plainText(text)).digest('hex') };
}

/** The checksum of a seed, whatever its size; of one that cannot be read, its path stands in its place. */
export function seedChecksum(projectDir: string, file: string): Checksum {
  const path = join(projectDir, file);
  try {
    return statSync(path).size <= largestText
      ? textChecksum(readFileSync(path, 'utf8'))
      : bytesChecksum(path);
  } catch {
    // Loading the seed says what is wrong with it.
    return { name: 'path', checksum: file };
  }
}

/** Carriage returns are left out, so that it is the same however lines end. */
function bytesChecksum(path: string): Checksum {
  const hash = createHash('sha256');
  const piece = Buffer.alloc(largestText);
  const file = openSync(path, 'r');
  try {
    for (let length = readSync(file, piece); length > 0; length = readSync(file, piece)) {
      hash.update(withoutReturns(piece.subarray(0, length)));
    }
  } finally {
    closeSync(file);
  }
  return { name: 'sha256', checksum: hash.digest('hex') };
}

const carriageReturn = 0x0d;

/** Bytes without carriage returns, moved together in place. */
function withoutReturns(bytes: Buffer): Buffer {
  let kept = bytes.indexOf(carriageReturn);
  if (kept === -1) return bytes;
  for (let index = kept; index < bytes.length; index++) {
    const byte = bytes[index]!;
    if (byte !== carriageReturn) bytes[kept++] = byte;
  }
  return bytes.subarray(0, kept);
}
