import { valueText } from './locate-key.ts';

/**
 * What stands for a value of a TypeScript object when that is no plain data but an expression, whose value may depend
 * on the environment: its text, with what the file and `imported` define of the names in it. Undefined of plain data, and of a key
 * that the text does not hold.
 *
 * @param start where the object begins, see `valueText`
 * @example writtenExpression({ text: "export default { models: { '+schema': process.env.S } }" }, ['models', '+schema'])
 * // 'process.env.S'
 */
export function writtenExpression(
  { text, imported = '' }: { readonly text: string; readonly imported?: string },
  path: readonly string[],
  start?: number,
): string | undefined {
  const value = valueText(text, path, start);
  if (value === undefined || isPlain(value)) return undefined;
  return [value, ...definitions(`${text}\n${imported}`, value)].join('\n');
}

const quoted = /'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|\/\/.*|\/\*[\s\S]*?\*\//g;
const names = /(?<![.\w$])[\p{L}_$][\p{L}\p{N}_$]*/gu;
const keywords = new Set(['true', 'false', 'null', 'undefined', 'as', 'const', 'satisfies']);

/** Whether a value is written as JSON could be, or nearly so. */
function isPlain(value: string): boolean {
  const bare = value.replace(quoted, "''");
  if (/[?(`]|\.\.\./.test(bare)) return false;
  const keys = /[\p{L}_$][\p{L}\p{N}_$]*(?=\s*:)/gu;
  return [...bare.replace(keys, '').matchAll(names)].every(([name]) => keywords.has(name));
}

/** The statements of the file that define the names in an expression, directly or not, in the order they are met. */
function definitions(text: string, expression: string): readonly string[] {
  const found = new Map<string, string>();
  const open = [expression];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const [name] of next.replace(quoted, "''").matchAll(names)) {
      if (found.has(name)) continue;
      const definition = definitionOf(text, name);
      if (definition === undefined) continue;
      found.set(name, definition);
      open.push(definition);
    }
  }
  return [...found.values()];
}

/** A statement at the left margin ends where the next one begins. */
function definitionOf(text: string, name: string): string | undefined {
  const escaped = name.replaceAll('$', '\\$');
  const statement = new RegExp(
    `^(?:export )?(?:const|let|var|(?:async )?function) ${escaped}(?![\\w$])[\\s\\S]*?(?=^(?:export|import|const|let|var|async|function|type|interface|class|\\/)|(?![\\s\\S]))`,
    'm',
  );
  return statement.exec(text)?.[0].trim();
}
