import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hexDigits, sevenLetters } from './identifier.ts';
import { asciiJson } from './json-text.ts';
import { type Song, songAt } from './song.ts';

/** Writes `count` song files below `<folder>/A/…`, one record each. */
export function writeSongFiles(folder: string, seed: number, count: number): void {
  const made = new Set<string>();
  for (let index = 0; index < count; index++) {
    const letters = sevenLetters(index);
    const parent = join(folder, 'A', letters[0]!, letters[1]!);
    if (!made.has(parent)) mkdirSync(parent, { recursive: true });
    made.add(parent);
    const name = `TRA${letters}128F${hexDigits(index, 6)}.json`;
    writeFileSync(join(parent, name), songText(songAt(seed, index), index));
  }
}

/** Most files are one line without an end; a few are laid out otherwise, all of them valid JSON. */
function songText(song: Song, index: number): string {
  const fields = Object.entries(song).map(([key, value]) => `"${key}": ${jsonValue(value, index)}`);
  const pretty = `{\n  ${fields.join(',\n  ')}\n}`;
  const line = `{${fields.join(', ')}}`;
  if (index % 9 === 2) return `${pretty}\n`;
  if (index % 9 === 5) return pretty.replaceAll('\n', '\r\n');
  if (index % 9 === 7) return `\n${line}\n\n`;
  return index % 4 === 1 ? `${line}\n` : line;
}

/** Some files hold their text as it is, others escaped to ASCII. */
function jsonValue(value: string | number | null, index: number): string {
  return typeof value === 'string' && index % 3 !== 0 ? asciiJson(value) : JSON.stringify(value);
}
