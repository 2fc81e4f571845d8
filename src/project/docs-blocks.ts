import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { type BlockKind, readJinjaBlocks } from './jinja-blocks.ts';
import type { DocsBlock, TextFile } from './project.ts';

const docs: BlockKind = {
  word: 'docs',
  noun: 'docs block',
  tag: /\{%-?\s*(docs|enddocs)\b([^%]*?)-?%\}/g,
};

/** The blocks `{% docs name %} … {% enddocs %}` of a Markdown file: their text is Markdown and no template. */
export function readDocsBlocks(file: TextFile): {
  readonly blocks: readonly DocsBlock[];
  readonly diagnostics: readonly Diagnostic[];
} {
  const { blocks, diagnostics } = readJinjaBlocks(file, docs);
  return {
    blocks: blocks.map(({ name, start, end, at }) => ({
      name,
      contents: file.text.slice(start, end).trim(),
      at,
    })),
    diagnostics,
  };
}
