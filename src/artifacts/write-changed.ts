import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Writes a text file, unless it is there and says the same. Reading takes a tenth of the time that writing takes, or less:
 * file systems put the data of a file that is emptied and written again on the disk soon.
 */
export function writeChanged(path: string, text: string): void {
  if (readText(path) !== text) writeFileSync(path, text);
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // Whatever is wrong with it, writing tells.
    return undefined;
  }
}
