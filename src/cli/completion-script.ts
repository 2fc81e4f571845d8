import { readFile } from 'node:fs/promises';

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/**
 * The text that makes a shell complete. No script knows a command itself: all ask `sparkify completion suggest`. They lie
 * in the package's own folder, two up from here, compiled or not.
 */
export function completionScript(shell: Shell): Promise<string> {
  return readFile(new URL(`../../templates/completion/sparkify.${shell}`, import.meta.url), 'utf8');
}
