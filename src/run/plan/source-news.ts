import type { CompiledSource } from '../../compile/node.ts';
import { sourceLabel } from '../../compile/table-label.ts';
import type { LedgerEntry, Release } from '../../release/documents.ts';
import type { Lake } from '../../release/lake.ts';
import { isSameFile } from '../../release/source-ledger.ts';
import { foundFiles } from '../bound-source.ts';
import { digest } from '../recipes.ts';
import type { SourceFiles } from '../source-files.ts';

/** A file by what a ledger calls it. */
export interface ListedFile {
  readonly path: string;
  readonly bytes: number;
}

/** The files of a source as they are listed now, beside those that the release read. */
export interface SourceNews {
  readonly node: CompiledSource;
  readonly files: number;
  readonly bytes: number;
  /** Of all files with their sizes, and their ETags or times. */
  readonly digest: string;
  /** The release that read the source last; undefined when none did. */
  readonly readBy: string | undefined;
  readonly added: readonly ListedFile[];
  readonly changed: readonly ListedFile[];
  readonly removed: readonly ListedFile[];
}

/** Lists the files of a source, and reads none of them. */
export async function findSourceNews(
  node: CompiledSource,
  { filesOf, base, lake }: NewsOptions,
): Promise<SourceNews> {
  const files = await filesOf(node);
  const now = [...(await foundFiles(files))].sort(byPath);
  const source = base?.sources.find(({ name }) => name === sourceLabel(node));
  const known = source === undefined ? [] : await lake.ledger(source.ledger);
  const before = new Map(known.map(entry => [entry.path, entry]));
  const present = new Set(now.map(({ path }) => path));
  return {
    node,
    files: now.length,
    bytes: now.reduce((sum, { size }) => sum + size, 0),
    digest: digest(now),
    readBy: source?.version,
    added: now.filter(({ path }) => !before.has(path)).map(toListed),
    changed: now.filter(file => isOther(before.get(file.path), file)).map(toListed),
    removed: [...known]
      .filter(({ path }) => !present.has(path))
      .sort(byPath)
      .map(toListed),
  };
}

export interface NewsOptions {
  readonly filesOf: SourceFiles;
  readonly base: Release | undefined;
  readonly lake: Pick<Lake, 'ledger'>;
}

export function hasNews({ added, changed, removed }: SourceNews): boolean {
  return added.length + changed.length + removed.length > 0;
}

function isOther(known: LedgerEntry | undefined, file: Parameters<typeof isSameFile>[1]): boolean {
  return known !== undefined && !isSameFile(known, file);
}

function toListed({ path, size }: { readonly path: string; readonly size: number }): ListedFile {
  return { path, bytes: size };
}

function byPath(left: { readonly path: string }, right: { readonly path: string }): number {
  return left.path < right.path ? -1 : 1;
}
