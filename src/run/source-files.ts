import type { CompiledSource } from '../compile/node.ts';
import { sourceLabel } from '../compile/table-label.ts';
import type { Config } from '../config/config.ts';
import { listSourceFiles } from '../source/list-files.ts';
import type { SourceFile } from '../source/source-file.ts';

/** The files of a source, listed once in a run: whoever asks later is told the same. */
export type SourceFiles = (node: CompiledSource) => Promise<readonly SourceFile[]>;

export function createSourceFiles({
  projectDir,
  target,
}: Pick<Config, 'projectDir' | 'target'>): SourceFiles {
  const { s3 } = target;
  const listed = new Map<string, Promise<readonly SourceFile[]>>();
  return node => {
    const { uniqueId, location, at } = node;
    const files =
      listed.get(uniqueId) ?? listSourceFiles({ source: sourceLabel(node), location, projectDir, s3, at });
    listed.set(uniqueId, files);
    return files;
  };
}
