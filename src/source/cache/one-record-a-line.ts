import { isUtf8 } from 'node:buffer';
import { onOneLine } from '../clean-file.ts';
import { JsonFault, JsonScanner } from '../json-scanner.ts';
import { DamagedFileError, isCompressed, unpackBytes } from '../read-bytes.ts';
import { MAX_RECORD_BYTES } from '../source-file.ts';
import { splitRecords } from '../split-records.ts';

/** The records of an object, ready to stand among those of others: one a line, each with its line break. */
export interface RecordLines {
  readonly bytes: Buffer;
  readonly records: number;
  /** See `FetchedRecords`. */
  readonly lines: readonly number[] | undefined;
}

/**
 * Brings the records of an object into lines. Most objects are lines already, which is cheap to see; compressed ones are
 * unpacked, arrays and pretty-printed records taken apart. Undefined when something in it is no record: such an object must stay
 * as it is, so that all that is said of it is true.
 */
export async function oneRecordALine(bytes: Buffer, name: string): Promise<RecordLines | undefined> {
  const unpacked = isCompressed(name) ? await unpack(bytes, name) : bytes;
  if (unpacked === undefined || !isUtf8(unpacked)) return undefined;
  const lines = linesIn(unpacked);
  return lines === undefined
    ? takeApart(unpacked)
    : { bytes: withLineBreak(unpacked), records: lines, lines: undefined };
}

/** How many lines there are, if every one of them is one object and nothing else is there. */
function linesIn(bytes: Buffer): number | undefined {
  if (bytes.includes('\r')) return undefined;
  let lines = 0;
  try {
    const scanner = new JsonScanner(bytes);
    for (let at = 0; at < bytes.length; ) {
      const lineBreak = bytes.indexOf(0x0a, at);
      const lineEnd = lineBreak === -1 ? bytes.length : lineBreak;
      if (bytes[at] !== 0x7b || scanner.object(at) !== lineEnd) return undefined;
      at = lineEnd + 1;
      lines++;
    }
    return lines;
  } catch (error) {
    if (error instanceof JsonFault) return undefined;
    throw error;
  }
}

/** Undefined when it is damaged, or so large that a swarm of its like would fill the memory. */
async function unpack(bytes: Buffer, name: string): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of unpackBytes(bytes, name)) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > MAX_RECORD_BYTES) return undefined;
    }
  } catch (error) {
    if (error instanceof DamagedFileError) return undefined;
    throw error;
  }
  return Buffer.concat(chunks);
}

/** Each takes a hundred bytes besides its own, and a record may have two. */
const mostBuffers = 8192;

async function takeApart(bytes: Buffer): Promise<RecordLines | undefined> {
  const parts: Buffer[] = [];
  const lines: number[] = [];
  let records: Buffer[] = [];
  for await (const piece of splitRecords(only(bytes))) {
    if (piece.reason !== undefined) return undefined;
    records.push(Buffer.from(onOneLine(piece.bytes)), lineBreak);
    lines.push(piece.line, piece.endLine);
    if (records.length < mostBuffers) continue;
    parts.push(Buffer.concat(records));
    records = [];
  }
  const isSame = lines.every((line, index) => line === (index >> 1) + 1);
  const held = { bytes: Buffer.concat([...parts, ...records]), records: lines.length / 2 };
  return { ...held, lines: isSame ? undefined : lines };
}

async function* only(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes;
}

const lineBreak = Buffer.from('\n');

function withLineBreak(bytes: Buffer): Buffer {
  return bytes.length === 0 || bytes.at(-1) === 0x0a ? bytes : Buffer.concat([bytes, lineBreak]);
}
