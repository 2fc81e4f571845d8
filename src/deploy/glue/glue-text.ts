/**
 * A description as Glue takes it: one line, cut to so many bytes. What is cut ends in dots.
 *
 * Limits by the API of Glue: 255 bytes for the comment of a column, 2048 for the description of a table.
 */
export function glueText(text: string, limit: number): string | undefined {
  const line = text
    .toWellFormed()
    .replaceAll(/[\s\p{Cc}\ufffe\uffff]+/gu, ' ')
    .trim();
  if (line === '') return undefined;
  if (Buffer.byteLength(line) <= limit) return line;
  let cut = '';
  let bytes = Buffer.byteLength('…');
  for (const character of line) {
    bytes += Buffer.byteLength(character);
    if (bytes > limit) break;
    cut += character;
  }
  return `${cut.trimEnd()}…`;
}
