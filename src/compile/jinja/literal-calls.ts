import type { TemplateSource } from './template-source.ts';
import { nextToken } from './tokenize.ts';

/** A call whose arguments are all texts in quotes: `ref('users')`. */
export interface LiteralCall {
  readonly name: string;
  readonly start: number;
  readonly args: readonly string[];
}

/** The calls of `names` that can be judged without rendering, also in branches that are not taken. */
export function literalCalls(source: TemplateSource, names: readonly string[]): readonly LiteralCall[] {
  return source.names.free.flatMap(({ name, start, called, argumentsStart }) => {
    if (!called || argumentsStart === undefined || !names.includes(name)) return [];
    const args = textsUntilBracket(source.text, argumentsStart);
    return args === undefined ? [] : [{ name, start, args }];
  });
}

function textsUntilBracket(text: string, start: number): readonly string[] | undefined {
  const args: string[] = [];
  for (let offset = start; ; ) {
    const value = nextToken(text, offset);
    // An escape would have to be read as Jinja reads it.
    if (value?.kind !== 'string' || value.text.includes('\\')) return undefined;
    args.push(value.text.slice(1, -1));
    const after = nextToken(text, value.start + value.text.length);
    if (after?.text === ')') return args;
    if (after?.text !== ',') return undefined;
    offset = after.start + 1;
  }
}
