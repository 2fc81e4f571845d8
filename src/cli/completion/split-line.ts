/**
 * The words of a command line as far as the cursor, the way a shell takes them apart; the last one is being written,
 * and empty after a blank. A quote may still be open.
 */
export function splitLine(line: string): readonly string[] {
  const words: string[] = [];
  let word = '';
  for (const [token, single, double, escaped] of line.matchAll(
    /'([^']*)(?:'|$)|"((?:\\.|[^"\\])*)(?:"|$)|\\(.?)|\s+|./gsu,
  )) {
    if (/^\s/.test(token)) {
      words.push(word);
      word = '';
    } else word += single ?? double?.replaceAll(/\\(["\\$`])/g, '$1') ?? escaped ?? token;
  }
  return [...words, word];
}
