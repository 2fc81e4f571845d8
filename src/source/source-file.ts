import type { S3Settings } from '../config/s3-settings.ts';

/** A file that the location of a source matches. */
export interface SourceFile {
  /** Absolute path, or `s3://` address. */
  readonly path: string;
  /** What messages call it: relative to the project folder, or the absolute path of a file outside of it. */
  readonly label: string;
  /** Of a file on S3. */
  readonly object?: SourceObject;
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
