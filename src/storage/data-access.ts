/** How an engine gets at the data files of a lake. */
export interface DataAccess {
  /** Where the engine reads the object of a key: an absolute path or an `s3://` address. */
  address(key: string): string;
  /**
   * Where the engine reads files that several queries read whole, in the order of the files: their addresses, or copies on this
   * machine, which stay as long as the engine.
   */
  near(files: readonly NearFile[]): Promise<readonly string[]>;
  /** Begins to write files whose keys begin with `prefix`. */
  writeBelow(prefix: string, expectation?: Expectation): DataWriting;
}

/** Has work done when an engine is closed. */
export type AtClose = (work: () => void) => void;

/** A file of a lake. */
export interface NearFile {
  /** Its key. */
  readonly path: string;
  readonly bytes: number;
}

/** What is known of files before they are written. */
export interface Expectation {
  /** How large they were in the release before. */
  readonly bytes: number | undefined;
}

/**
 * Lets `write` write to `path` what goes straight into the lake: it is a pipe, to be opened once and written from its
 * beginning to its end. Gives the number of bytes. When `write` fails there will be no such file.
 */
export type Pour = <T>(path: string, write: () => Promise<T>) => Promise<{ written: T; bytes: number }>;

/** A file that was written to its end. */
export interface FinishedFile {
  /** Absolute. */
  readonly path: string;
  readonly bytes: number;
}

/** Files on their way into a lake. */
export interface DataWriting {
  /** An absolute local folder that stands for the prefix. */
  readonly folder: string;
  /**
   * Takes over a file that was written below the folder; after it the file may be gone. It waits while many are on their
   * way. Undefined where the folder is that of the lake itself.
   */
  readonly take: ((file: FinishedFile) => Promise<void>) | undefined;
  /** Undefined where files are to lie on the disk first. */
  readonly pour: Pour | undefined;
  /** Why files are poured although nobody asked for it. */
  readonly warning: string | undefined;
  /** Waits until all of them are in the lake. Throws what went wrong with the first that is not. */
  finish(): Promise<void>;
}
