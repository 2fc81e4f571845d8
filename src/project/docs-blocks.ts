import { type Diagnostic, errorDiagnostic } from '../diagnostics/diagnostic.ts';
import { positionAt, type SourcePosition } from '../diagnostics/position.ts';
import type { DocsBlock, TextFile } from './project.ts';

/** A tag `docs` or `enddocs` with what stands in it. */
const tag = /\{%-?\s*(docs|enddocs)\b([^%]*?)-?%\}/g;

/**
 * The blocks `{% docs name %} … {% enddocs %}` of a Markdown file, as dbt reads them: their text is Markdown and no
 * template, and what stands between blocks is nobody's.
 */
export function readDocsBlocks(file: TextFile): {
  readonly blocks: readonly DocsBlock[];
  readonly diagnostics: readonly Diagnostic[];
} {
  const blocks: DocsBlock[] = [];
  const diagnostics: Diagnostic[] = [];
  const refuse = (at: SourcePosition, message: string, hint: string) =>
    diagnostics.push(errorDiagnostic('bad-jinja', message, { at, hint }));
  let open: { readonly name: string; readonly start: number; readonly at: SourcePosition } | undefined;
  for (const { 0: whole, 1: kind, 2: rest = '', index } of file.text.matchAll(tag)) {
    const at = positionAt(file.path, file.text, index, whole.length);
    if (kind === 'enddocs') {
      if (open !== undefined) blocks.push(block(file, open, index));
      else refuse(at, '{% enddocs %} ends no block.', 'Begin it with {% docs name %}, or take it out.');
      open = undefined;
      continue;
    }
    const name = rest.trim();
    if (open !== undefined) refuse(open.at, unended(open.name), 'End it with {% enddocs %}.');
    if (!/^\w+$/.test(name)) refuse(at, 'A docs block has no plain name.', 'Write {% docs name %}.');
    open = { name, start: index + whole.length, at };
  }
  if (open !== undefined) refuse(open.at, unended(open.name), 'End it with {% enddocs %}.');
  return { blocks, diagnostics };
}

function block(
  { text }: TextFile,
  open: { readonly name: string; readonly start: number; readonly at: SourcePosition },
  end: number,
): DocsBlock {
  return { name: open.name, contents: text.slice(open.start, end).trim(), at: open.at };
}

function unended(name: string): string {
  return `The docs block "${name}" does not end.`;
}
