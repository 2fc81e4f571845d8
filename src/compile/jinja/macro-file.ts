import { type Diagnostic, errorDiagnostic } from '../../diagnostics/diagnostic.ts';
import { renderPosition, type SourcePosition } from '../../diagnostics/position.ts';
import type { TextFile } from '../../project/project.ts';
import { scanTemplate, type TagPart, type TemplatePart } from './scan-template.ts';
import { TemplateSource } from './template-source.ts';
import { unsupportedStatements } from './unsupported.ts';

export interface Macro {
  readonly name: string;
  readonly source: TemplateSource;
  /** Where its name stands. */
  readonly at: SourcePosition;
}

/**
 * Cuts the macros out of the files of the macros folder; what else stands there is reported.
 *
 * @param taken names that a macro may not have, with what they are
 */
export function readMacros(files: readonly TextFile[], taken: ReadonlyMap<string, string>) {
  const macros = new Map<string, Macro>();
  const diagnostics: Diagnostic[] = [];
  for (const file of files) {
    const parts = scanTemplate(file.text);
    const whole = new TemplateSource(file);
    for (const block of macroBlocks(parts)) {
      if (!isMacro(block[0]!)) {
        diagnostics.push(...strayTag(whole, block[0]!));
        continue;
      }
      const token = (block[0] as TagPart).tokens[0]!;
      const at = whole.position(token.start, token.text.length);
      const macro = { name: token.text, source: new TemplateSource(file, block), at };
      const other = macros.get(macro.name);
      const owner = other === undefined ? taken.get(macro.name) : `a macro at ${renderPosition(other.at)}`;
      if (owner === undefined) macros.set(macro.name, macro);
      else diagnostics.push(duplicate(macro, owner));
    }
  }
  return { macros: [...macros.values()], diagnostics };
}

function isMacro(part: TemplatePart): boolean {
  return part.kind === 'statement' && part.name === 'macro' && part.tokens[0]?.kind === 'name';
}

/** Runs of parts: a macro from its first tag to its last, and every tag that stands outside of macros by itself. */
function macroBlocks(parts: readonly TemplatePart[]): readonly (readonly TemplatePart[])[] {
  const blocks: TemplatePart[][] = [];
  let depth = 0;
  for (const part of parts) {
    const name = part.kind === 'statement' ? part.name : '';
    if (depth > 0) blocks.at(-1)!.push(part);
    else if (part.kind !== 'literal') blocks.push([part]);
    if (name === 'macro' && (depth > 0 || isMacro(part))) depth++;
    if (name === 'endmacro') depth = Math.max(0, depth - 1);
  }
  return blocks;
}

function strayTag(source: TemplateSource, part: TemplatePart): readonly Diagnostic[] {
  const at = source.position(part.start, part.end - part.start);
  const name = part.kind === 'statement' ? part.name : '';
  if (name.startsWith('end')) return [];
  const hint =
    unsupportedStatements.get(name) ?? 'Move it into a macro: only macros stand in the files of macros/.';
  const what = name === '' ? 'An expression' : `{% ${name} %}`;
  return [errorDiagnostic('unsupported-jinja', `${what} stands outside of any macro.`, { at, hint })];
}

function duplicate({ name, at }: Macro, owner: string): Diagnostic {
  const hint = 'Rename one of them: macros are known everywhere by their name alone.';
  return errorDiagnostic('duplicate-name', `The macro "${name}" has the name of ${owner}.`, { at, hint });
}
