import { type Diagnostic, errorDiagnostic } from '../diagnostics/diagnostic.ts';
import { positionAt, type SourcePosition } from '../diagnostics/position.ts';
import type { SnapshotFile, TextFile } from './project.ts';

type Block = Omit<SnapshotFile, 'properties'>;

interface Open {
  readonly name: string;
  readonly start: number;
  readonly at: SourcePosition;
}

/** A tag `snapshot` or `endsnapshot` with what stands in it; in comments it is none. */
const tag = /\{#.*?#\}|\{%[-+]?\s*(snapshot|endsnapshot)\b(.*?)[-+]?%\}/gs;

/** The blocks `{% snapshot name %} … {% endsnapshot %}` of a SQL file. What stands between blocks is nobody's, as in dbt. */
export function readSnapshotBlocks(file: TextFile): {
  readonly blocks: readonly Block[];
  readonly diagnostics: readonly Diagnostic[];
} {
  const blocks: Block[] = [];
  const diagnostics: Diagnostic[] = [];
  const refuse = (at: SourcePosition, message: string, hint: string) =>
    diagnostics.push(errorDiagnostic('bad-jinja', message, { at, hint }));
  let open: Open | undefined;
  for (const { 0: whole, 1: kind, 2: rest = '', index } of file.text.matchAll(tag)) {
    if (kind === undefined) continue;
    const at = positionAt(file.path, file.text, index, whole.length);
    if (kind === 'endsnapshot') {
      if (open !== undefined) blocks.push(block(file, open, index));
      else
        refuse(at, '{% endsnapshot %} ends no block.', 'Begin it with {% snapshot name %}, or take it out.');
      open = undefined;
      continue;
    }
    const name = rest.trim();
    if (open !== undefined) refuse(open.at, unended(open.name), 'End it with {% endsnapshot %}.');
    if (!/^\w+$/.test(name)) refuse(at, 'A snapshot has no plain name.', 'Write {% snapshot name %}.');
    open = { name, start: index + whole.length, at };
  }
  if (open !== undefined) refuse(open.at, unended(open.name), 'End it with {% endsnapshot %}.');
  return { blocks, diagnostics };
}

/** Blanks in place of all else keep the lines and columns of what is left. */
function block({ path, text }: TextFile, { name, start, at }: Open, end: number): Block {
  const inside = text.slice(start, end);
  const blank = text.slice(0, start).replace(/[^\n]/g, ' ');
  return { name, path, text: `${blank}${inside}`, raw: inside.trim(), relation: undefined, at };
}

function unended(name: string): string {
  return `The snapshot "${name}" does not end.`;
}
