/**
 * Whether two values of JSON say the same: the order of keys does not count, nor how a text ends its lines, nor whether
 * nothing is written as null, as an empty list or mapping, or not at all.
 */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b || (isNothing(a) && isNothing(b))) return true;
  if (typeof a === 'string' && typeof b === 'string') return sameText(a, b);
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  if (Array.isArray(a)) return sameList(a, b as readonly unknown[]);
  const [before, after] = [a, b] as readonly Readonly<Record<string, unknown>>[];
  const keys = new Set([...Object.keys(before!), ...Object.keys(after!)]);
  return [...keys].every(key => sameJson(before![key], after![key]));
}

/** A value that says the same, in a form that does not tell how it was written: what says nothing is left out of objects. */
export function plainJson(value: unknown): unknown {
  if (typeof value === 'string') return plainText(value);
  if (Array.isArray(value)) return value.map(plainJson);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => !isNothing(field))
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, field]) => [key, plainJson(field)]),
  );
}

/** Whether two texts are the same but for the ends of their lines and outer blanks. */
export function sameText(a: string, b: string): boolean {
  return a === b || plainText(a) === plainText(b);
}

/** A text with line feeds only, and without outer blanks. */
export function plainText(text: string): string {
  return text.replaceAll('\r\n', '\n').trim();
}

function sameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((one, index) => sameJson(one, b[index]));
}

function isNothing(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
