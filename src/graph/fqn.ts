import type { SelectableNode } from './selectable-node.ts';

/**
 * dbt's fully qualified name: project, folders below the model (seed, test) path, name; a source table's ends with
 * source and table.
 *
 * @example
 * fqn({ uniqueId: 'model.sparkify.users', name: 'users', file: 'models/marts/users.sql' }, ['models'])
 * // ['sparkify', 'marts', 'users']
 */
export function fqn(
  node: Pick<SelectableNode, 'uniqueId' | 'name' | 'file' | 'source'>,
  folders: readonly string[],
): readonly string[] {
  const project = node.uniqueId.split('.')[1] ?? '';
  const names = node.source === undefined ? [node.name] : [node.source, node.name];
  return [project, ...foldersOf(node.file, folders), ...names];
}

function foldersOf(file: string, folders: readonly string[]): readonly string[] {
  const inside = folders
    .map(folder => `${folder.replace(/^\.\//, '').replace(/\/$/, '')}/`)
    .filter(folder => file.startsWith(folder))
    .sort((a, b) => b.length - a.length)[0];
  return file
    .slice(inside?.length ?? 0)
    .split('/')
    .slice(0, -1);
}
