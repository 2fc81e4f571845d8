/** Something that the word under the cursor can become. */
export interface Candidate {
  /** The whole word. */
  readonly value: string;
  readonly description: string;
}

export interface Suggestions {
  readonly candidates: readonly Candidate[];
  /** Whether the shell is to offer files as well. */
  readonly files: boolean;
}

export const nothing: Suggestions = { candidates: [], files: false };
export const files: Suggestions = { candidates: [], files: true };

/** Values without a description. */
export function plain(values: Iterable<string>): Suggestions {
  return { candidates: [...values].map(value => ({ value, description: '' })), files: false };
}

/**
 * What the scripts of all shells read: a candidate a line, a tab before its description; `:files` for files. What a
 * shell could not be shown on one line is left out.
 */
export function renderSuggestions({ candidates, files }: Suggestions): string {
  const lines = candidates
    .filter(({ value }) => /^[^\p{C}]+$/u.test(value))
    .map(({ value, description }) => `${value}\t${description.replaceAll(/\p{C}+/gu, ' ')}`);
  return [...lines, ...(files ? [':files'] : [])].map(line => `${line}\n`).join('');
}
