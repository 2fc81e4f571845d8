import { statSync } from 'node:fs';
import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import { mapInTurns } from '../storage/turns.ts';
import type { SourceFile } from './source-file.ts';

export interface NewestFile {
  readonly file: SourceFile;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
}

/**
 * The file that was changed last, the first by path among equals. No file is opened.
 *
 * @param files at least one
 * @throws SparkifyError 'unreadable-file'
 */
export async function newestFile(files: readonly SourceFile[]): Promise<NewestFile> {
  const times = await mapInTurns(files, file => ({ file, modifiedAt: modifiedAt(file) }));
  return times.reduce((newest, other) => (other.modifiedAt > newest.modifiedAt ? other : newest));
}

function modifiedAt({ path, label, object }: SourceFile): number {
  if (object !== undefined) return object.modified;
  try {
    return statSync(path).mtimeMs;
  } catch (error) {
    throw new SparkifyError('unreadable-file', `The time of ${label} cannot be read.`, {
      hint: 'It may have been removed meanwhile: run the same command again.',
      cause: error,
    });
  }
}
