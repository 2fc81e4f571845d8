import { statSync } from 'node:fs';
import type { SourceFile } from './source-file.ts';

/** By what a file is told from another one of its name, and from itself after a change. */
export interface FileState {
  /** Of an object on S3; null of a file. */
  readonly etag: string | null;
  /** Bytes; -1 of a file that is gone. */
  readonly size: number;
  /** Milliseconds since the epoch; -1 of a file that is gone. */
  readonly modified: number;
}

/** An object is as it was listed, a file as it is now. */
export function fileState({ path, object }: SourceFile): FileState {
  if (object !== undefined) return { etag: object.etag, size: object.size, modified: object.modified };
  const state = statSync(path, { throwIfNoEntry: false });
  return { etag: null, size: state?.size ?? -1, modified: state?.mtimeMs ?? -1 };
}
