/** What ids are made of. */
export interface IdSource {
  /** Milliseconds since the epoch. */
  now(): number;
  random(bytes: number): Uint8Array;
}

let last = { time: 0, counter: 0 };

/**
 * A UUIDv7 (RFC 9562): 48 bits of time, 12 bits that count within a millisecond, 62 random bits. Later ids of one
 * process sort after earlier ones. That only helps people: releases are ordered by parent.
 */
export function newReleaseId(source: IdSource): string {
  last = tick(source.now());
  const bytes = source.random(16);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  view.setUint32(0, Math.floor(last.time / 2 ** 16));
  view.setUint16(4, last.time % 2 ** 16);
  view.setUint16(6, 0x7000 | last.counter);
  view.setUint8(8, 0x80 | (view.getUint8(8) & 0x3f));
  return Buffer.from(bytes)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** A clock that stands still or goes backward, and a full counter, both borrow from the next millisecond. */
function tick(now: number): { time: number; counter: number } {
  if (now > last.time) return { time: now, counter: 0 };
  if (last.counter < 0xfff) return { time: last.time, counter: last.counter + 1 };
  return { time: last.time + 1, counter: 0 };
}

/** When an id was made, in milliseconds since the epoch, by the clock of its maker. */
export function timeOfId(id: string): number {
  return Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
}
