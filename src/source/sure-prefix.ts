/** The characters that mean something else than themselves in the location of a source. */
export const globMark = /[*?[\]{}()!+@]/;

/**
 * What the key of every match of a location on S3 begins with: a listing needs no more than that, and neither does
 * whoever may list only that.
 *
 * @example surePrefix('raw/events-*.json') // 'raw/events-'
 */
export function surePrefix(path: string): string {
  const parts = path.split('/');
  const first = parts.findIndex(part => globMark.test(part));
  if (first === -1) return path;
  const sure = parts.slice(0, first).join('/');
  // The beginning of a name before its first mark narrows the listing, too; that of `{a,b}` and `!(a)` is empty.
  const beginning = parts[first]!.slice(0, parts[first]!.search(globMark));
  return sure === '' ? beginning : `${sure}/${beginning}`;
}
