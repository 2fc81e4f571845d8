import { groupId } from '../compile/unique-id.ts';
import type { DeclaredGroup } from '../project/project.ts';
import type { ManifestContext } from './manifest-context.ts';
import { pathInFolder } from './node-entry.ts';
import { ownerEntry } from './owner-entry.ts';

/** Groups by unique id, as the manifest holds them. */
export function groupEntries(context: ManifestContext): object {
  const { config, project } = context;
  return Object.fromEntries(
    project.groups.map(group => [groupId(config.name, group.name), groupEntry(group, context)]),
  );
}

function groupEntry({ name, description, owner, meta, at }: DeclaredGroup, context: ManifestContext): object {
  const { config, folders } = context;
  return {
    name,
    resource_type: 'group',
    package_name: config.name,
    path: pathInFolder(at.file, folders),
    original_file_path: at.file,
    unique_id: groupId(config.name, name),
    owner: ownerEntry(owner),
    description: description === '' ? null : description,
    config: { meta },
  };
}

/** Unique ids of the members of each group, by its name: models, seeds and tests. */
export function groupMap({ project, nodes }: ManifestContext): Readonly<Record<string, readonly string[]>> {
  const members = [...nodes.values()].flatMap(node =>
    node.resourceType === 'test'
      ? [{ group: node.group, uniqueId: node.uniqueId }]
      : 'config' in node
        ? [{ group: node.config.group, uniqueId: node.uniqueId }]
        : [],
  );
  return Object.fromEntries(
    project.groups.map(({ name }) => [
      name,
      members
        .filter(({ group }) => group === name)
        .map(({ uniqueId }) => uniqueId)
        .sort(),
    ]),
  );
}
