import type { SelectableNode } from './selectable-node.ts';

/** What is not as it was. Paths are relative to the project folder. */
export interface ChangedFiles {
  readonly files: ReadonlySet<string>;
  /** Names of the models and seeds that changed properties files describe. */
  readonly described: ReadonlySet<string>;
  /** Folders of macros. No node says which macros it uses, so a changed one means every model. */
  readonly macroFolders: readonly string[];
}

/** The nodes whose files or properties changed. */
export function changedNodes(
  nodes: readonly SelectableNode[],
  { files, described, macroFolders }: ChangedFiles,
): ReadonlySet<string> {
  const folders = macroFolders.map(folder => `${folder.replace(/^\.\//, '').replace(/\/$/, '')}/`);
  const macroChanged = [...files].some(file => folders.some(folder => file.startsWith(folder)));
  const changed = nodes.filter(({ name, file, resourceType, map }) => {
    if (files.has(file)) return true;
    if (resourceType === 'test' && map?.segments.some(segment => files.has(segment.file))) return true;
    if (resourceType === 'model' && macroChanged) return true;
    return (resourceType === 'model' || resourceType === 'seed') && described.has(name);
  });
  return new Set(changed.map(node => node.uniqueId));
}
