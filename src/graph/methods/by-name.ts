import { matches } from '../glob.ts';
import type { ResourceType } from '../selectable-node.ts';
import type { SelectionMethod } from './method.ts';

/**
 * The method that selects resources of one type by their name, or with the project in front as dbt prints it:
 * `exposure:dashboard`, `exposure:shop.dashboard`.
 */
export function byName(resourceType: ResourceType): SelectionMethod {
  return {
    name: resourceType,
    matches(node, value) {
      if (node.resourceType !== resourceType) return false;
      const [project, name] = value.includes('.') ? value.split('.', 2) : ['*', value];
      return matches(node.uniqueId.split('.')[1] ?? '', project!) && matches(node.name, name!);
    },
  };
}
