import { readOwner } from './declared-owner.ts';
import type { DeclaredGroup } from './project.ts';
import type { PropertyReader } from './property-reader.ts';
import type { GroupEntry } from './property-schema.ts';
import type { YamlPath } from './yaml-file.ts';

/** An entry of `groups:`. */
export function readGroup(reader: PropertyReader, path: YamlPath, group: GroupEntry): DeclaredGroup {
  return {
    name: group.name,
    description: reader.description(path, group.description),
    owner: readOwner(reader, path, `the group "${group.name}"`, group.owner),
    meta: { ...group.meta, ...group.config?.meta },
    at: reader.file.positionOf([...path, 'name']),
  };
}
