/** A file that the location of a source matches. */
export interface SourceFile {
  /** Absolute path. */
  readonly path: string;
  /** What messages call it: relative to the project folder, or the absolute path of a file outside of it. */
  readonly label: string;
}

/** A record whose text is longer is bad: neither reader should have to hold it. Bytes. */
export const MAX_RECORD_BYTES = 16 * 1024 * 1024;
