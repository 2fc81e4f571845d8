import { ColumnTypeError } from './column-type.ts';

export interface TypeToken {
  readonly kind: 'word' | 'quoted' | 'string' | 'number' | 'mark' | 'end';
  /** Without quotes; `end` is the empty text. */
  readonly text: string;
  readonly offset: number;
}

const pattern =
  /(?<space>\s+)|(?<word>[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)|"(?<quoted>(?:[^"]|"")+)"|'(?<string>(?:[^']|'')*)'|(?<number>\d+)|(?<mark>[()[\],])/y;

/** Cuts the text of a type into words, names, literals and marks; the last token is always `end`. */
export function tokenizeType(text: string): readonly TypeToken[] {
  const tokens: TypeToken[] = [];
  pattern.lastIndex = 0;
  for (let offset = 0; offset < text.length; offset = pattern.lastIndex) {
    const groups = pattern.exec(text)?.groups;
    if (groups === undefined) throw new ColumnTypeError(`unexpected ${text[offset]}`, offset);
    const token = tokenOf(groups, offset);
    if (token !== undefined) tokens.push(token);
  }
  tokens.push({ kind: 'end', text: '', offset: text.length });
  return tokens;
}

function tokenOf(groups: Record<string, string | undefined>, offset: number): TypeToken | undefined {
  const { word, quoted, string, number, mark } = groups;
  if (word !== undefined) return { kind: 'word', text: word, offset };
  if (quoted !== undefined) return { kind: 'quoted', text: quoted.replaceAll('""', '"'), offset };
  if (string !== undefined) return { kind: 'string', text: string.replaceAll("''", "'"), offset };
  if (number !== undefined) return { kind: 'number', text: number, offset };
  if (mark !== undefined) return { kind: 'mark', text: mark, offset };
  return undefined;
}
