import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { type BlockKind, type JinjaBlock, readJinjaBlocks } from './jinja-blocks.ts';
import type { SnapshotFile, TextFile } from './project.ts';

type Block = Omit<SnapshotFile, 'properties'>;

/** A tag in a comment is none. */
const snapshots: BlockKind = {
  word: 'snapshot',
  noun: 'snapshot',
  tag: /\{#.*?#\}|\{%[-+]?\s*(snapshot|endsnapshot)\b(.*?)[-+]?%\}/gs,
};

/** The blocks `{% snapshot name %} … {% endsnapshot %}` of a SQL file. */
export function readSnapshotBlocks(file: TextFile): {
  readonly blocks: readonly Block[];
  readonly diagnostics: readonly Diagnostic[];
} {
  const { blocks, diagnostics } = readJinjaBlocks(file, snapshots);
  return { blocks: blocks.map(each => snapshotOf(file, each)), diagnostics };
}

/** Blanks in place of all else keep the lines and columns of what is left. */
function snapshotOf({ path, text }: TextFile, { name, start, end, at }: JinjaBlock): Block {
  const inside = text.slice(start, end);
  const blank = text.slice(0, start).replace(/[^\n]/g, ' ');
  return { name, path, text: `${blank}${inside}`, raw: inside.trim(), relation: undefined, at };
}
