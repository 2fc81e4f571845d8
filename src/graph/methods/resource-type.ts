import { didYouMean } from '../../diagnostics/closest.ts';
import { resourceTypes } from '../selectable-node.ts';
import type { SelectionMethod } from './method.ts';

const typesOfDbt = ['analysis', 'function', 'metric', 'saved_query', 'semantic_model'];

export const resourceType: SelectionMethod = {
  name: 'resource_type',
  matches: (node, value) => node.resourceType === value,
  problem(_argument, value) {
    if (resourceTypes.some(type => type === value)) return undefined;
    const all = `The types are ${resourceTypes.join(', ')}.`;
    if (typesOfDbt.includes(value)) {
      return { message: `sparkify has no resources of type "${value}" yet`, hint: all };
    }
    return { message: `there is no resource type "${value}"`, hint: didYouMean(value, resourceTypes, all)! };
  },
};
