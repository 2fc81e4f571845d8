/** Names of the documents that the page loads: `data/<name>.js` each. */
export type PageDocumentName =
  | 'manifest'
  | 'catalog'
  | 'run-results'
  | 'failing-rows'
  | 'sources'
  | 'lineage'
  | 'page'
  | 'diagram'
  | 'code'
  | 'profiles';

/**
 * A document as a script, since a page that is opened from a disk may load nothing else. It is handed over as the text of
 * its JSON: whatever the document holds, the script does nothing but call one function with two texts, and a key
 * `__proto__` is a key like any other.
 *
 * @param json a text without line breaks, as `JSON.stringify` gives it
 */
export function dataScript(name: string, json: string): string {
  // What a script may not hold in single quotes; all else of JSON is text in JavaScript, too.
  const text = json.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('<', '\\x3c');
  return `sparkifyDocument(${JSON.stringify(name)}, '${text}');\n`;
}
