import { matches } from '../glob.ts';
import type { SelectionMethod } from './method.ts';

/** `exposure:dashboard`, or with the project in front as dbt prints it: `exposure:shop.dashboard`. */
export const exposure: SelectionMethod = {
  name: 'exposure',
  matches(node, value) {
    if (node.resourceType !== 'exposure') return false;
    const [project, name] = value.includes('.') ? value.split('.', 2) : ['*', value];
    return matches(node.uniqueId.split('.')[1] ?? '', project!) && matches(node.name, name!);
  },
};
