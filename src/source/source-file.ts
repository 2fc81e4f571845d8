import type { S3Settings } from '../config/s3-settings.ts';

/** A file that the location of a source matches. */
export interface SourceFile {
  /** Absolute path, or `s3://` address. */
  readonly path: string;
  /** What messages call it: relative to the project folder, or the absolute path of a file outside of it. */
  readonly label: string;
  /** Of a file on S3. */
  readonly object?: SourceObject;
  /** Of an object that was fetched: where its records lie on this machine. */
  readonly fetched?: FetchedRecords;
}

/** A stretch of a local file that holds the records of one object, and of no other. */
export interface FetchedRecords {
  /** Absolute path of the file, which many objects may share. */
  readonly path: string;
  readonly start: number;
  readonly length: number;
  /**
   * Where each record begins and ends in the object, counted from 1, in pairs. Undefined when the stretch has the lines
   * of the object; else it has one for each record.
   */
  readonly lines?: readonly number[] | undefined;
  /** How many records that is; undefined of a stretch that is a whole file. */
  readonly records?: number | undefined;
}

/** What is opened to read a file. */
export function readPath({ path, fetched }: SourceFile): string {
  return fetched?.path ?? path;
}

/** An object on S3 as it was listed, and how it is reached. */
export interface SourceObject {
  readonly bucket: string;
  readonly key: string;
  readonly size: number;
  readonly etag: string;
  /** Milliseconds since the epoch. */
  readonly modified: number;
  readonly settings: S3Settings;
}

/** A record whose text is longer is bad: neither reader should have to hold it. Bytes. */
export const MAX_RECORD_BYTES = 16 * 1024 * 1024;
