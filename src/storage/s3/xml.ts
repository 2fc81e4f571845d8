/**
 * The texts of all elements of a name, entities decoded, in order. S3's answers are flat and without attributes, and
 * they hold keys with characters that no XML may hold, so a parser that knows less is the better one.
 */
export function textsOf(xml: string, name: string): readonly string[] {
  return blocksOf(xml, name).map(decode);
}

/** The first of them. */
export function textOf(xml: string, name: string): string | undefined {
  const block = nextBlock(xml, name, 0);
  return block && decode(xml.slice(block.begin, block.end));
}

/** The same as it stands, for elements that hold others. */
export function blocksOf(xml: string, name: string): readonly string[] {
  const blocks: string[] = [];
  for (let from = 0; ; ) {
    const block = nextBlock(xml, name, from);
    if (block === undefined) return blocks;
    blocks.push(xml.slice(block.begin, block.end));
    from = block.end;
  }
}

/** Where the content of an element lies. A listing has a thousand of them, and a regular expression takes four times as long. */
function nextBlock(xml: string, name: string, from: number): { begin: number; end: number } | undefined {
  const opening = `<${name}`;
  for (let at = xml.indexOf(opening, from); at !== -1; at = xml.indexOf(opening, at + 1)) {
    const next = xml[at + opening.length];
    if (next !== '>' && next !== ' ') continue;
    const begin = xml.indexOf('>', at) + 1;
    const end = begin === 0 ? -1 : xml.indexOf(`</${name}>`, begin);
    return end === -1 ? undefined : { begin, end };
  }
  return undefined;
}

/** A text as the content of an element. */
export function encodeXml(text: string): string {
  return text.replaceAll(/[&<>"']|\p{Cc}/gu, character => `&#${character.codePointAt(0)};`);
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decode(encoded: string): string {
  if (!encoded.includes('&')) return encoded;
  // Around every ETag: nothing else is in most texts.
  const text = encoded.replaceAll('&#34;', '"').replaceAll('&quot;', '"');
  if (!text.includes('&')) return text;
  return text.replaceAll(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    return decimal === undefined ? (named[name] ?? whole) : String.fromCodePoint(Number(decimal));
  });
}
