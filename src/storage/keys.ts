/** Documents (pointer, releases, candidates, file lists) lie below this prefix; everything else is data. */
export const documentPrefix = '_sparkify/';

/** Below this a store keeps what is its own (a lock, unfinished files): no listing shows it, no key may lie there. */
export const ownPrefix = `${documentPrefix}.`;

/** Documents are small and their ETag is a hash of their bytes; only they may be replaced by `putIfMatch`. */
export function isDocument(key: string): boolean {
  return key.startsWith(documentPrefix);
}

/**
 * Keys are made by our own code, so a bad one is a bug: it throws a plain Error. A key is relative, its segments are
 * separated by single slashes, and it says the same on every system and on S3.
 */
export function assertKey(key: string): void {
  const problem = problemOf(key);
  if (problem !== undefined) throw new Error(`bad key ${JSON.stringify(key)}: ${problem}`);
}

/** What `upload` and `copy` write must be data: a document is only ever written by a conditional put. */
export function assertDataKey(key: string): void {
  assertKey(key);
  if (isDocument(key)) throw new Error(`document ${key} must be written by a conditional put`);
}

/** Only a document has an ETag strong enough to be compared: that of a data file may be its size and time. */
export function assertDocumentKey(key: string): void {
  assertKey(key);
  if (!isDocument(key)) throw new Error(`${key} is no document, so it cannot be replaced by its ETag`);
}

/** A prefix is the beginning of a key, cut anywhere; the empty one stands for the whole store. */
export function assertPrefix(prefix: string): void {
  assertKey(`${prefix}x`);
}

/** Order of keys by their UTF-8 bytes, as S3 lists them; JavaScript's own order differs beyond U+FFFF. */
export function compareKeys(left: string, right: string): number {
  if (left === right) return 0;
  if (!surrogate.test(left) && !surrogate.test(right)) return left < right ? -1 : 1;
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index++) {
    const [ours, theirs] = [left.charCodeAt(index), right.charCodeAt(index)];
    if (ours !== theirs) return rank(ours) - rank(theirs);
  }
  return left.length - right.length;
}

const surrogate = /[\ud800-\udfff]/;

const suspicious = /(?:^|\/)\.{0,2}(?:\/|$)|[\0\\]/;

function problemOf(key: string): string | undefined {
  if (!suspicious.test(key) && !key.startsWith(ownPrefix)) return undefined;
  const segments = key.split('/');
  if (segments.includes('')) return 'an empty segment';
  if (segments.includes('.') || segments.includes('..')) return 'a relative segment';
  if (/[\0\\]/.test(key)) return 'a backslash or zero character';
  if (key.startsWith(ownPrefix)) return 'a name that is the own of a store';
  return undefined;
}

/** Surrogates (characters beyond U+FFFF) come after all other code units, as their UTF-8 bytes do. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
