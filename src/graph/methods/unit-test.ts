import { matches } from '../glob.ts';
import type { SelectionMethod } from './method.ts';

/** `unit_test:latest_level`, or with the project in front as dbt prints it: `unit_test:shop.latest_level`. */
export const unitTest: SelectionMethod = {
  name: 'unit_test',
  matches(node, value) {
    if (node.resourceType !== 'unit_test') return false;
    const [project, name] = value.includes('.') ? value.split('.', 2) : ['*', value];
    return matches(node.uniqueId.split('.')[1] ?? '', project!) && matches(node.name, name!);
  },
};
