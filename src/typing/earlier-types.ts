import type { RenderedTable } from './render-types.ts';
import { readPropertyName } from './row-type.ts';

/**
 * The tables of a generated file, by the name that queries give them. There are none where the file is not one of ours.
 *
 * @param text Git may have given it another kind of line break.
 */
export function readEarlierTypes(text: string): ReadonlyMap<string, RenderedTable> {
  const lines = text.replaceAll('\r\n', '\n');
  const blocks = new Map([...lines.matchAll(block)].map(({ groups }) => [groups!.row!, groups as Block]));
  const published = new Set(keysOf('Published', lines).map(({ table }) => table));
  return new Map(
    keysOf('Database', lines).flatMap(({ table, row }) => {
      const found = blocks.get(row);
      if (found === undefined) return [];
      const { schema, rowText, schemaText } = found;
      return [[table, { table, row, schema, rowText, schemaText, isPublished: published.has(table) }]];
    }),
  );
}

type Block = Readonly<Record<'schema' | 'rowText' | 'schemaText', string>>;

/** The comment of a row never holds the end of another one, and what is inside of its braces is indented. */
const block =
  /^(?<rowText>(?:\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n)?export interface (?<row>\S+) \{\n(?: [^\n]*\n)*\}\n)\n(?<schemaText>export const (?<schema>\S+) = z\.object\(\{\n(?: [^\n]*\n)*\}\) satisfies z\.ZodType<\S+>;\n)/gm;

/** The properties of an interface of tables. */
function keysOf(name: string, text: string): readonly { readonly table: string; readonly row: string }[] {
  const body = new RegExp(`^export interface ${name} \\{\\n((?: [^\\n]*\\n)*)\\}`, 'm').exec(text)?.[1] ?? '';
  const keys = body.matchAll(/^ {2}(?<key>.+): (?<row>\S+);$/gm);
  return [...keys].map(({ groups }) => ({ table: readPropertyName(groups!.key!), row: groups!.row! }));
}
