import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { findConfig } from '../config/find-config.ts';

/** Reads a file of the project for a code frame; undefined when there is none to show. */
export type ReadText = (file: string) => string | undefined;

/** Where positions in messages are relative to; asked anew, for the error may be that the config cannot be loaded. */
export async function projectFolder(cwd: string, projectDir: string | undefined): Promise<string> {
  try {
    return path.dirname(await findConfig(cwd, projectDir));
  } catch {
    return path.resolve(cwd, projectDir ?? '.');
  }
}

export function projectTexts(folder: string): ReadText {
  const texts = new Map<string, string | undefined>();
  return file => {
    // Its lines are secrets, which must not come into a log.
    if (path.basename(file) === '.env') return undefined;
    // The line of a record counts in the text that comes out of it.
    if (/\.(gz|zst)$/i.test(file)) return undefined;
    if (!texts.has(file)) texts.set(file, readOrUndefined(path.resolve(folder, file)));
    return texts.get(file);
  };
}

/** A position may also be in raw data, which may be of any size. */
const largestFrameFile = 1_000_000;

function readOrUndefined(file: string): string | undefined {
  try {
    return statSync(file).size > largestFrameFile ? undefined : readFileSync(file, 'utf8');
  } catch {
    // The message stands without its frame.
    return undefined;
  }
}
