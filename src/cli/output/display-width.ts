/**
 * How many cells of a terminal a text takes at most. What may be wide counts as wide: a line cut by this is never
 * too long, at worst a little short, and no table of Unicode has to be loaded at every start.
 */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += mayBeWide(character.codePointAt(0)!) ? 2 : 1;
  return width;
}

/** Cuts a text to `width` cells, with an ellipsis where something was left out. */
export function truncate(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let out = '';
  let used = 1;
  for (const character of text) {
    used += displayWidth(character);
    if (used > width) break;
    out += character;
  }
  return width < 1 ? '' : `${out}…`;
}

/** From Hangul on, but for the blocks of punctuation, arrows, box drawing and Braille. */
function mayBeWide(codePoint: number): boolean {
  return codePoint >= 0x1100 && (codePoint < 0x2000 || codePoint > 0x28ff);
}
