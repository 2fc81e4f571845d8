/**
 * How many cells of a terminal a text takes. Characters whose width depends on the terminal or on what stands beside
 * them count as wide: a line cut by this is never too long, at worst a little short.
 */
export function displayWidth(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

/** Cuts a text to `width` cells, with an ellipsis where something was left out. */
export function truncate(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let out = '';
  let used = 1;
  for (const character of text) {
    used += characterWidth(character);
    if (used > width) break;
    out += character;
  }
  return width < 1 ? '' : `${out}…`;
}

/** The same with the ellipsis in the middle: long names tend to differ at their ends. */
export function truncateMiddle(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  const tail = lastCells(text, Math.min(12, Math.floor(width / 3)));
  return `${truncate(text, width - displayWidth(tail))}${tail}`;
}

function lastCells(text: string, width: number): string {
  let out = '';
  for (const character of [...text].reverse()) {
    if (displayWidth(character + out) > width) break;
    out = character + out;
  }
  return out;
}

/** Without the sequences that color it, which take no cell. */
export function visibleWidth(text: string): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is how they begin
  return displayWidth(text.replaceAll(/\u001b\[[\d;]*m/g, ''));
}

function characterWidth(character: string): number {
  const codePoint = character.codePointAt(0)!;
  if (codePoint < 0x300) return 1;
  if (/\p{Mn}|\p{Me}|\p{Cf}/u.test(character)) return 0;
  // From Hangul on, but for the blocks of punctuation, arrows, box drawing and Braille.
  return codePoint < 0x1100 || (codePoint >= 0x1e00 && codePoint <= 0x28ff) ? 1 : 2;
}
