/**
 * The texts of all elements of a name, entities decoded, in order. S3's answers are flat and without attributes, and
 * they hold keys with characters that no XML may hold, so a parser that knows less is the better one.
 */
export function textsOf(xml: string, name: string): readonly string[] {
  return blocksOf(xml, name).map(decode);
}

/** The first of them. */
export function textOf(xml: string, name: string): string | undefined {
  const text = new RegExp(`<${name}(?: [^>]*)?>([^]*?)</${name}>`).exec(xml)?.[1];
  return text === undefined ? undefined : decode(text);
}

/** The same as it stands, for elements that hold others. */
export function blocksOf(xml: string, name: string): readonly string[] {
  return [...xml.matchAll(new RegExp(`<${name}(?: [^>]*)?>([^]*?)</${name}>`, 'g'))].map(match => match[1]!);
}

/** A text as the content of an element. */
export function encodeXml(text: string): string {
  return text.replaceAll(/[&<>"']|\p{Cc}/gu, character => `&#${character.codePointAt(0)};`);
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decode(text: string): string {
  if (!text.includes('&')) return text;
  return text.replaceAll(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    return decimal === undefined ? (named[name] ?? whole) : String.fromCodePoint(Number(decimal));
  });
}
