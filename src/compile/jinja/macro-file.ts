import { type Diagnostic, errorDiagnostic } from '../../diagnostics/diagnostic.ts';
import { renderPosition, type SourcePosition } from '../../diagnostics/position.ts';
import type { TextFile } from '../../project/project.ts';
import type { Parameter } from '../compiled-project.ts';
import { readStatement } from '../sql-statement.ts';
import { parameters } from './find-names.ts';
import { testMacroPrefix } from './instrument.ts';
import { closesMacro, opensMacro, scanTemplate, type TagPart, type TemplatePart } from './scan-template.ts';
import { TemplateSource } from './template-source.ts';
import type { Token } from './tokenize.ts';
import { unsupportedStatements } from './unsupported.ts';

export interface Macro {
  /** What templates call it; of a data test `test_` and its name. */
  readonly name: string;
  /** How messages name it: `macro "cents"`, `data test "positive"`. */
  readonly title: string;
  readonly parameters: readonly Parameter[];
  readonly source: TemplateSource;
  /** Where its name stands. */
  readonly at: SourcePosition;
}

/**
 * Cuts the macros and data tests out of the files of the macros folder; what else stands there is reported.
 *
 * @param taken names that a macro may not have, with what they are
 */
export function readMacros(files: readonly TextFile[], taken: ReadonlyMap<string, string>) {
  const macros = new Map<string, Macro>();
  const diagnostics: Diagnostic[] = [];
  for (const file of files) {
    const parts = scanTemplate(file.text);
    const whole = new TemplateSource(file);
    const blocks = macroBlocks(parts);
    if (blocks.length === 0 && !readStatement(file.text).empty) diagnostics.push(withoutMacro(file));
    for (const block of blocks) {
      const [tag] = block;
      if (!isMacro(tag!)) {
        diagnostics.push(...strayTag(whole, tag!));
        continue;
      }
      const macro = toMacro(tag, whole, new TemplateSource(file, block));
      const other = macros.get(macro.name);
      const owner =
        other === undefined ? taken.get(macro.name) : `the ${other.title} at ${renderPosition(other.at)}`;
      if (owner === undefined) macros.set(macro.name, macro);
      else diagnostics.push(duplicate(macro, owner));
    }
  }
  return { macros: [...macros.values()], diagnostics };
}

function isMacro(part: TemplatePart): part is TagPart {
  return opensMacro(part) && part.tokens[0]?.kind === 'name';
}

function toMacro({ name, tokens }: TagPart, file: TemplateSource, source: TemplateSource): Macro {
  const [token] = tokens as [Token, ...Token[]];
  const isTest = name !== 'macro';
  return {
    name: isTest ? `${testMacroPrefix}${token.text}` : token.text,
    title: `${isTest ? 'data test' : 'macro'} "${token.text}"`,
    parameters: [...parameters(tokens.slice(1))].map(parameter => ({
      name: parameter.text,
      hasDefault: tokens[tokens.indexOf(parameter) + 1]?.text === '=',
    })),
    source,
    at: file.position(token.start, token.text.length),
  };
}

/** Runs of parts: a macro from its first tag to its last, and every tag that stands outside of macros by itself. */
function macroBlocks(parts: readonly TemplatePart[]): readonly (readonly TemplatePart[])[] {
  const blocks: TemplatePart[][] = [];
  let depth = 0;
  for (const part of parts) {
    if (depth > 0) blocks.at(-1)!.push(part);
    else if (part.kind !== 'literal') blocks.push([part]);
    if (depth > 0 ? opensMacro(part) : isMacro(part)) depth++;
    if (closesMacro(part)) depth = Math.max(0, depth - 1);
  }
  return blocks;
}

function strayTag(source: TemplateSource, part: TemplatePart): readonly Diagnostic[] {
  const at = source.position(part.start, part.end - part.start);
  const name = part.kind === 'statement' ? part.name : '';
  if (name.startsWith('end')) return [];
  const hint =
    unsupportedStatements.get(name) ??
    'Move it into a macro or a data test: nothing else stands in such a file.';
  const what = name === '' ? 'An expression' : `{% ${name} %}`;
  return [errorDiagnostic('unsupported-jinja', `${what} stands outside of any macro.`, { at, hint })];
}

function withoutMacro({ path }: TextFile): Diagnostic {
  return errorDiagnostic('bad-jinja', `${path} holds neither a macro nor a data test.`, {
    at: { file: path, line: 1, column: 1 },
    hint: 'Write {% macro name() %} … {% endmacro %}, or move the query to models/ or tests/.',
  });
}

function duplicate({ title, at }: Macro, owner: string): Diagnostic {
  const hint = 'Rename one of them: macros are known everywhere by their name alone.';
  return errorDiagnostic('duplicate-name', `The ${title} has the name of ${owner}.`, { at, hint });
}
