/**
 * Text that a terminal may be shown. Values and file names come from outside: an escape sequence among them could
 * move the cursor or rewrite what stands above, so that control characters are written out. Line ends are kept.
 */
export function printable(text: string): string {
  return text.replaceAll(unsafe, character => escaped(character));
}

/** The same for text that has to stay on one line, as in a table's cell. */
export function printableLine(text: string): string {
  return printable(text).replaceAll('\r', '\\r').replaceAll('\n', '\\n').replaceAll('\t', '\\t');
}

// Control characters but tab, line feed and carriage return; then what reorders text from right to left.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const unsafe = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
