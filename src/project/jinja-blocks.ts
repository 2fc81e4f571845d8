import { type Diagnostic, errorDiagnostic } from '../diagnostics/diagnostic.ts';
import { positionAt, type SourcePosition } from '../diagnostics/position.ts';
import type { TextFile } from './project.ts';

/** A block between two tags of a file. */
export interface JinjaBlock {
  readonly name: string;
  /** Where its contents begin and end in the text. */
  readonly start: number;
  readonly end: number;
  /** Its first tag. */
  readonly at: SourcePosition;
}

export interface BlockKind {
  /** As in `{% snapshot name %} … {% endsnapshot %}`. */
  readonly word: string;
  /** As messages call it, without an article. */
  readonly noun: string;
  /** Finds either tag, its word and what stands after it; what it finds without a word is none. */
  readonly tag: RegExp;
}

/** The blocks of one kind in a file, as dbt reads them: what stands between blocks is nobody's. */
export function readJinjaBlocks(
  { path, text }: TextFile,
  { word, noun, tag }: BlockKind,
): { readonly blocks: readonly JinjaBlock[]; readonly diagnostics: readonly Diagnostic[] } {
  const blocks: JinjaBlock[] = [];
  const diagnostics: Diagnostic[] = [];
  const refuse = (at: SourcePosition, message: string, hint: string) =>
    diagnostics.push(errorDiagnostic('bad-jinja', message, { at, hint }));
  const refuseUnended = ({ name, at }: Omit<JinjaBlock, 'end'>) =>
    refuse(at, `The ${noun} "${name}" does not end.`, `End it with {% end${word} %}.`);
  const hint = `Begin it with {% ${word} name %}, or take it out.`;
  let open: Omit<JinjaBlock, 'end'> | undefined;
  for (const { 0: whole, 1: found, 2: rest = '', index } of text.matchAll(tag)) {
    if (found === undefined) continue;
    const at = positionAt(path, text, index, whole.length);
    if (found !== word) {
      if (open === undefined) refuse(at, `{% end${word} %} ends no block.`, hint);
      else blocks.push({ ...open, end: index });
      open = undefined;
      continue;
    }
    const name = rest.trim();
    if (open !== undefined) refuseUnended(open);
    if (!/^\w+$/.test(name)) refuse(at, `A ${noun} has no plain name.`, `Write {% ${word} name %}.`);
    open = { name, start: index + whole.length, at };
  }
  if (open !== undefined) refuseUnended(open);
  return { blocks, diagnostics };
}
