import { printable } from '../output/printable.ts';

/** Values of attributes by name; one that is undefined is left out. */
export type XmlAttributes = Readonly<Record<string, string | number | undefined>>;

/**
 * An element of XML 1.0. Attributes and text may hold any characters: those that XML has no form for are written out
 * as on a terminal (`\u0007`), so that the document is well-formed whatever stood in the data.
 *
 * @param content elements made by this function, or what `xmlText` returned
 */
export function xmlElement(name: string, attributes: XmlAttributes, content: readonly string[] = []): string {
  const pairs = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${attributeText(String(value))}"`],
  );
  const open = `<${name}${pairs.join('')}`;
  return content.length === 0 ? `${open}/>` : `${open}>${content.join('')}</${name}>`;
}

/** Text between tags. */
export function xmlText(text: string): string {
  // A bare carriage return would be read as a line feed.
  return markup(text).replaceAll('\r', '&#13;');
}

/** A parser turns bare line ends and tabs of an attribute into spaces. */
function attributeText(text: string): string {
  return xmlText(text).replaceAll('"', '&quot;').replaceAll('\n', '&#10;').replaceAll('\t', '&#9;');
}

function markup(text: string): string {
  return printable(text)
    .replaceAll(withoutForm, character => `\\u${character.charCodeAt(0).toString(16)}`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

/** Half of a surrogate pair, and the two code points that XML excludes by name. */
const withoutForm = /\p{Surrogate}|[\ufffe\uffff]/gu;
