import { isSeq, parseDocument, stringify } from 'yaml';
import type { JsonObject, JsonValue } from '../config/json-value.ts';

/** A unit test as it is to stand in YAML. */
export interface WrittenUnitTest {
  readonly name: string;
  readonly description: string;
  readonly model: string;
  readonly given: readonly { readonly input: string; readonly rows: readonly JsonObject[] }[];
  readonly expect: { readonly rows: readonly JsonObject[] };
}

/**
 * A properties file with one more unit test at the end of its `unit_tests:`. Nothing else of the text changes. Undefined
 * when the list is not written line by line, so that nothing can be added to it safely.
 */
export function appendUnitTest(text: string, test: WrittenUnitTest): string | undefined {
  const document = parseDocument(text);
  const list = document.get('unit_tests', true);
  const added =
    list === undefined || list === null
      ? `${text.trimEnd()}${text.trim() === '' ? 'version: 2' : ''}\n\nunit_tests:\n${itemText(test, 2)}`
      : afterLast(text, list, test);
  return added !== undefined && holds(added, text, test) ? added : undefined;
}

function afterLast(text: string, list: unknown, test: WrittenUnitTest): string | undefined {
  if (!isSeq(list) || list.flow === true) return undefined;
  const last = list.items.at(-1) as { readonly range?: readonly [number, number, number] } | undefined;
  if (last?.range === undefined || list.range == null) return undefined;
  const indent = list.range[0] - (text.lastIndexOf('\n', list.range[0] - 1) + 1);
  const lineEnd = text.indexOf('\n', Math.max(0, last.range[1] - 1));
  const end = lineEnd === -1 ? text.length : lineEnd;
  return `${text.slice(0, end).trimEnd()}\n\n${itemText(test, indent).trimEnd()}\n${text.slice(end + 1)}`;
}

function itemText(test: WrittenUnitTest, indent: number): string {
  const lines = [
    `- name: ${scalar(test.name)}`,
    `  description: ${scalar(test.description)}`,
    `  model: ${scalar(test.model)}`,
    test.given.length === 0 ? '  given: []' : '  given:',
    ...test.given.flatMap(({ input, rows }) => [
      `    - input: ${scalar(input)}`,
      ...rowLines(rows, '      '),
    ]),
    '  expect:',
    ...rowLines(test.expect.rows, '    '),
  ];
  return lines.map(line => `${' '.repeat(indent)}${line}\n`).join('');
}

function rowLines(rows: readonly JsonObject[], indent: string): readonly string[] {
  if (rows.length === 0) return [`${indent}rows: []`];
  return [`${indent}rows:`, ...rows.map(row => `${indent}  - ${flow(row)}`)];
}

/** In one line, with texts in quotes where they could be read as something else. */
function flow(value: JsonValue): string {
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trimEnd();
}

function scalar(text: string): string {
  return stringify(text, { lineWidth: 0 }).trimEnd();
}

/** Whether the new text says what the old one said, and the unit test besides. */
function holds(added: string, before: string, test: WrittenUnitTest): boolean {
  const [next, old] = [added, before].map(text => (parseDocument(text).toJS() ?? {}) as JsonObject);
  const { unit_tests: tests, ...rest } = next!;
  const { unit_tests: known = [], ...others } = old!;
  const all = Array.isArray(tests) ? tests : [];
  const isSame = JSON.stringify(all) === JSON.stringify([...((known as readonly JsonValue[]) ?? []), test]);
  return isSame && JSON.stringify({ version: 2, ...others }) === JSON.stringify({ version: 2, ...rest });
}
