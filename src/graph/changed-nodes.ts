import type { SelectableNode } from './selectable-node.ts';
import { usedMacros } from './used-macros.ts';

/** What is not as it was. Paths are relative to the project folder. */
export interface ChangedFiles {
  readonly files: ReadonlySet<string>;
  /** Names of the models and seeds that changed properties files describe. */
  readonly described: ReadonlySet<string>;
  /** Folders of macros. What is TypeScript there and defines none may be imported by any that does. */
  readonly macroFolders: readonly string[];
  /** Where each macro is defined, by its unique id. */
  readonly macroFiles: ReadonlyMap<string, string>;
}

/** The nodes whose files, properties or macros changed. */
export function changedNodes(
  nodes: readonly SelectableNode[],
  { files, described, macroFolders, macroFiles }: ChangedFiles,
): ReadonlySet<string> {
  const folders = macroFolders.map(folder => `${folder.replace(/^\.\//, '').replace(/\/$/, '')}/`);
  const defining = new Set(macroFiles.values());
  const shared = [...files].some(
    file => file.endsWith('.ts') && !defining.has(file) && folders.some(folder => file.startsWith(folder)),
  );
  const isChanged = (macro: string) => {
    const file = macroFiles.get(macro);
    return file !== undefined && (files.has(file) || (shared && file.endsWith('.ts')));
  };
  const changed = nodes.filter(node => {
    const { name, file, resourceType } = node;
    if (files.has(file) || usedMacros(node).some(isChanged)) return true;
    return ['model', 'seed', 'snapshot'].includes(resourceType) && described.has(name);
  });
  return new Set(changed.map(node => node.uniqueId));
}
