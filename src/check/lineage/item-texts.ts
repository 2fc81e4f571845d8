import { listIn, locationOf, type SyntaxNode, textIn } from '../../syntax/syntax-node.ts';

interface Token {
  readonly text: string;
  readonly start: number;
  /** How many brackets are open around it. */
  readonly depth: number;
}

interface WrittenItem {
  readonly start: number;
  readonly end: number;
  readonly tokens: readonly Token[];
}

/** What ends the list of a SELECT where it stands at the depth of the SELECT itself. */
const ends = new Set([
  ...['from', 'where', 'group', 'having', 'window', 'qualify', 'order', 'limit', 'offset', 'union', 'except'],
  ...['intersect', 'using', 'sample', 'select', ';'],
]);

// The lexical rules of DuckDB, as far as a comma, a bracket or a keyword can hide.
const pattern =
  /(--[^\n]*|\/\*[\s\S]*?\*\/|\s+)|[eE]'(?:[^'\\]|''|\\.)*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$((?:[A-Za-z_]\w*)?)\$[\s\S]*?\$\2\$|[\p{L}_][\p{L}\p{N}_$]*|[\d.]+\w*|::|[\s\S]/uy;

/**
 * Finds the items of a SELECT in the text of its query, without their aliases. The parser tells where expressions
 * begin, not where they end, so that the text is cut at its commas and matched with the tree by these places.
 */
export function itemTextsOf(sql: string): (select: SyntaxNode) => readonly string[] | undefined {
  let lists: (readonly WrittenItem[])[] | undefined;
  return select => {
    lists ??= writtenLists(tokensOf(sql));
    const items = listIn(select, 'select_list');
    const places = items.map(locationOf);
    const index = lists.findIndex(
      list =>
        list.length === items.length &&
        list.every(({ start, end }, at) => {
          const place = places[at];
          return place === undefined || (start <= place && place < end);
        }),
    );
    if (index === -1 || places.every(place => place === undefined)) return undefined;
    // Outer ones come first, so that whoever asks from outside to inside finds each once.
    const [list] = lists.splice(index, 1);
    return list!.map((item, at) => expressionText(item, textIn(items[at]!, 'alias'), sql));
  };
}

function tokensOf(sql: string): readonly Token[] {
  const tokens: Token[] = [];
  let depth = 0;
  for (let start = 0; start < sql.length; start = pattern.lastIndex) {
    pattern.lastIndex = start;
    const [text, blank] = pattern.exec(sql)!;
    if (blank !== undefined) continue;
    if (')]}'.includes(text)) depth--;
    tokens.push({ text, start, depth });
    if ('([{'.includes(text)) depth++;
  }
  return tokens;
}

function writtenLists(tokens: readonly Token[]): (readonly WrittenItem[])[] {
  return tokens.flatMap((token, index) =>
    token.text.toLowerCase() === 'select' ? [listAfter(tokens, index)] : [],
  );
}

function listAfter(tokens: readonly Token[], select: number): readonly WrittenItem[] {
  const { depth } = tokens[select]!;
  const items: Token[][] = [[]];
  for (let index = afterDistinct(tokens, select + 1); index < tokens.length; index++) {
    const token = tokens[index]!;
    const isOutside = token.depth < depth;
    if (
      isOutside ||
      (token.depth === depth && ends.has(token.text.toLowerCase()) && !isOperator(tokens, index))
    )
      break;
    if (token.depth === depth && token.text === ',') items.push([]);
    else items.at(-1)!.push(token);
  }
  return items.filter(item => item.length > 0).map(written);
}

/** `select distinct on (a, b) …` */
function afterDistinct(tokens: readonly Token[], start: number): number {
  const word = (index: number) => tokens[index]?.text.toLowerCase();
  if (word(start) === 'all') return start + 1;
  if (word(start) !== 'distinct') return start;
  if (word(start + 1) !== 'on') return start + 1;
  const { depth } = tokens[start]!;
  const close = tokens.findIndex(
    (token, index) => index > start && token.depth === depth && token.text === ')',
  );
  return close + 1;
}

/** The FROM of `is distinct from` ends nothing. */
function isOperator(tokens: readonly Token[], index: number): boolean {
  return tokens[index]!.text.toLowerCase() === 'from' && tokens[index - 1]?.text.toLowerCase() === 'distinct';
}

function written(tokens: readonly Token[]): WrittenItem {
  const last = tokens.at(-1)!;
  return { start: tokens[0]!.start, end: last.start + last.text.length, tokens };
}

/** The text before AS, with line breaks and what is more than one blank made one blank. */
function expressionText({ tokens, start, end }: WrittenItem, alias: string, sql: string): string {
  const text = (from: number, to: number) => sql.slice(from, to).trim().replace(/\s+/g, ' ');
  if (alias === '') return text(start, end);
  const depth = tokens[0]!.depth;
  const as = tokens.findLast(token => token.depth === depth && token.text.toLowerCase() === 'as');
  if (as !== undefined && as !== tokens[0]) return text(start, as.start);
  // `alias: expression` and `expression alias`.
  if (tokens[1]?.text === ':') return text(tokens[2]?.start ?? start, end);
  const last = tokens.at(-1)!;
  const isAlias = tokens.length > 1 && last.text.replace(/^"|"$/g, '').toLowerCase() === alias.toLowerCase();
  return isAlias ? text(start, last.start) : text(start, end);
}
