import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';

/**
 * Writes a report for other programs, whole or not at all. Synchronous, so that a signal's handler can write as well.
 *
 * @param file absolute path; missing folders are made
 * @param option the option that named it, for the error
 * @throws SparkifyError report-not-writable
 */
export function writeReport(file: string, text: string, option: string): void {
  const partial = path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}`);
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(partial, text);
    renameSync(partial, file);
  } catch (error) {
    removeQuietly(partial);
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new SparkifyError('report-not-writable', `The file of ${option}, ${file}, cannot be written.`, {
      exitCode: 2,
      hint: `Give ${option} a file in a folder that this user may write (${error.code}).`,
      cause: error,
    });
  }
}

/** When its folder is no folder, there is nothing to remove, which is an error to Node. */
function removeQuietly(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // The error that is being told says it all.
  }
}
