import { nesting, type TagPart, type TemplatePart } from './scan-template.ts';
import type { TemplateSource } from './template-source.ts';
import type { Token } from './tokenize.ts';

/** A keyword argument of config(), as it is written. */
interface WrittenArgument {
  readonly key: string;
  readonly text: string;
  /** Whether its value is the same wherever the template is rendered. */
  readonly isPlain: boolean;
}

const opening = new Set(['if', 'for', 'macro', 'call', 'filter', 'with']);
const plainNames = new Set(['true', 'false', 'none', 'True', 'False', 'None']);

/**
 * What a template itself says in config(), by key: undefined where rendering gives just the value that is written, else
 * the text of the expression, whose value may depend on the environment.
 */
export function writtenConfig(source: TemplateSource): ReadonlyMap<string, string | undefined> {
  const written = Map.groupBy(configArguments(source), ({ key }) => key);
  return new Map(
    [...written].map(([key, all]) => {
      const [only] = all;
      if (all.length === 1 && only!.isPlain) return [key, undefined];
      return [key, all.map(({ text }) => `{{ ${text} }}`).join('')];
    }),
  );
}

function configArguments(source: TemplateSource): readonly WrittenArgument[] {
  let depth = 0;
  return source.parts.flatMap(part => {
    depth += blockStep(part);
    if (part.kind === 'literal') return [];
    const start = part.tokens.findIndex(
      ({ text, kind }, index) =>
        kind === 'name' &&
        text === 'config' &&
        part.tokens[index - 1]?.text !== '.' &&
        part.tokens[index + 1]?.text === '(',
    );
    if (start === -1) return [];
    return argumentsOf(part, start + 2).flatMap(tokens => toArgument(source, tokens, depth > 0));
  });
}

function blockStep(part: TemplatePart): number {
  if (part.kind !== 'statement') return 0;
  if (opening.has(part.name)) return 1;
  return part.name.startsWith('end') && opening.has(part.name.slice(3)) ? -1 : 0;
}

/** The tokens of each argument, from just behind the opening bracket to the one that closes it. */
function argumentsOf({ tokens }: TagPart, start: number): readonly (readonly Token[])[] {
  const all: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens.slice(start)) {
    depth += nesting(token);
    if (depth < 0) break;
    if (depth === 0 && token.kind === 'operator' && token.text === ',') all.push([]);
    else all.at(-1)!.push(token);
  }
  return all;
}

function toArgument(
  { text }: TemplateSource,
  [key, equals, ...value]: readonly Token[],
  isConditional: boolean,
): readonly WrittenArgument[] {
  const [first] = value;
  const last = value.at(-1);
  if (key?.kind !== 'name' || equals?.text !== '=' || first === undefined || last === undefined) return [];
  const isPlain = !isConditional && value.every(({ kind, text }) => kind !== 'name' || plainNames.has(text));
  return [{ key: key.text, text: text.slice(first.start, last.start + last.text.length), isPlain }];
}
