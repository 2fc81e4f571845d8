/** Documents (pointer, releases, candidates, file lists) lie below this prefix; everything else is data. */
export const documentPrefix = '_sparkify/';

/** A file that is being written. No listing shows such a name, and no key may take one. */
export const temporaryPrefix = '.tmp-';

/** Documents are small and their ETag is a hash of their bytes; only they may be replaced by `putIfMatch`. */
export function isDocument(key: string): boolean {
  return key.startsWith(documentPrefix);
}

/**
 * Keys are made by our own code, so a bad one is a bug: it throws a plain Error. A key is relative, its segments are
 * separated by single slashes, and it says the same on every system and on S3.
 */
export function assertKey(key: string): void {
  const problem = problemOf(key.split('/')) ?? (/[\0\\]/.test(key) ? 'a forbidden character' : undefined);
  if (problem !== undefined) throw new Error(`bad key ${JSON.stringify(key)}: ${problem}`);
}

/** A prefix is the beginning of a key, cut anywhere; the empty one stands for the whole store. */
export function assertPrefix(prefix: string): void {
  assertKey(`${prefix}x`);
}

/** Order of keys by their UTF-8 bytes, as S3 lists them; JavaScript's own order differs beyond U+FFFF. */
export function compareKeys(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index++) {
    const difference = rank(left.charCodeAt(index)) - rank(right.charCodeAt(index));
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

function problemOf(segments: readonly string[]): string | undefined {
  if (segments.includes('')) return 'an empty segment';
  if (segments.some(segment => segment === '.' || segment === '..')) return 'a relative segment';
  if (segments.some(segment => segment.startsWith(temporaryPrefix))) return 'a name of temporary files';
  return undefined;
}

/** Surrogates (characters beyond U+FFFF) come after all other code units, as their UTF-8 bytes do. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
