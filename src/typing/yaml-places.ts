import {
  isCollection,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';

/** Text to be put into a file at an offset, which touches nothing that is there. */
export interface Insertion {
  readonly offset: number;
  readonly text: string;
}

/** The file with all insertions; those at one offset in the order given. */
export function insertAll(text: string, insertions: readonly Insertion[]): string {
  const sorted = insertions.toSorted((a, b) => a.offset - b.offset);
  let from = 0;
  let out = '';
  for (const insertion of sorted) {
    out += text.slice(from, insertion.offset) + insertion.text;
    from = insertion.offset;
  }
  return out + text.slice(from);
}

/** Puts whole lines below the line in which a place lies. */
export function linesBelow(text: string, end: number, lines: readonly string[]): Insertion {
  // The text of a block scalar ends with its last line break.
  const isLineStart = end > 0 && text[end - 1] === '\n';
  const lineEnd = isLineStart ? end : text.indexOf('\n', end);
  if (isLineStart) return { offset: end, text: lines.map(line => `${line}\n`).join('') };
  if (lineEnd === -1) return { offset: text.length, text: lines.map(line => `\n${line}`).join('') };
  return { offset: lineEnd, text: lines.map(line => `\n${line}`).join('') };
}

/** Where the last thing in a node ends, trailing comments and blanks left out. */
export function endOf(node: unknown): number | undefined {
  if (isPair(node)) return endOf(node.value) ?? endOf(node.key);
  if (isCollection(node) && !node.flow) return endOf(node.items.at(-1)) ?? node.range?.[1];
  return (node as Node | null)?.range?.[1];
}

/** How far a place is from the beginning of its line: the indentation of what begins there. */
export function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}

/** The indentation of the dashes of a list. */
export function dashColumn(text: string, list: YAMLSeq): number | undefined {
  const start = (list.items[0] as Node | undefined)?.range?.[0];
  if (start === undefined) return undefined;
  const line = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  return /^ *(?=-)/.exec(line)?.[0].length;
}

export function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find(pair => isScalar(pair.key) && pair.key.value === key);
}

export function mapAt(node: unknown): YAMLMap | undefined {
  return isMap(node) ? node : undefined;
}

export function seqAt(node: unknown): YAMLSeq | undefined {
  return isSeq(node) ? node : undefined;
}
