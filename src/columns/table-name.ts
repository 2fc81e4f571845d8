/**
 * Whether a published table may not bear this name, because its folder in the lake would collide with sparkify's own or
 * be hidden from whoever globs. `files` is compared without case: some file systems do.
 */
export function isReservedTableName(name: string): boolean {
  return name === '' || /^[_.]/.test(name) || /[/\\\0]/.test(name) || name.toLowerCase() === 'files';
}

/** What to do about it. */
export const reservedNameHint =
  'The name `files`, names that begin with `_` or `.`, and slashes belong to the lake itself. Rename the model.';
