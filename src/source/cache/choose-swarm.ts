import type { SourceFile } from '../source-file.ts';

/** Objects up to this size cost more in requests than in bytes. */
export const smallBytes = 2 ** 20;
/** Fewer of them are read in place in less than a second. */
export const manyObjects = 100;

/**
 * The objects of a source that are better fetched once than read in place: small ones, when there are many. The others,
 * and files of this machine, are read where they are. One without an ETag could not be told from another of its name.
 */
export function chooseSwarm(files: readonly SourceFile[]): readonly SourceFile[] {
  const small = files.filter(
    ({ object }) => object !== undefined && object.size <= smallBytes && object.etag !== '',
  );
  return small.length > manyObjects ? small : [];
}
