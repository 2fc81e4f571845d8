import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import type { TextFile } from './project.ts';

/** More at once would run into the operating system's limit on open files. */
const batchSize = 64;

/**
 * Reads files of the project, in the order of `paths`, as UTF-8 without a byte order mark.
 *
 * @throws SparkifyError `unreadable-file`.
 */
export async function readTextFiles(
  projectDir: string,
  paths: readonly string[],
): Promise<readonly TextFile[]> {
  const files: TextFile[] = [];
  for (let start = 0; start < paths.length; start += batchSize) {
    const batch = paths.slice(start, start + batchSize);
    files.push(...(await Promise.all(batch.map(path => readTextFile(projectDir, path)))));
  }
  return files;
}

async function readTextFile(projectDir: string, path: string): Promise<TextFile> {
  try {
    const text = await readFile(join(projectDir, path), 'utf8');
    return { path, text: text.replace(/^\uFEFF/, '') };
  } catch (error) {
    throw new SparkifyError('unreadable-file', `${path} could not be read: ${(error as Error).message}.`, {
      exitCode: 2,
      cause: error,
      at: { file: path, line: 1, column: 1 },
      hint: 'See whether the file is there and may be read.',
    });
  }
}
