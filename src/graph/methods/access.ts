import { didYouMean } from '../../diagnostics/closest.ts';
import type { SelectableNode } from '../selectable-node.ts';
import type { SelectionMethod } from './method.ts';

export const accessLevels: readonly string[] = ['private', 'protected', 'public'];

/** Models by who may read them: `access:public`. */
export const access: SelectionMethod = {
  name: 'access',
  matches: (node, value) => node.resourceType === 'model' && accessOf(node) === value,
  problem(_argument, value) {
    if (accessLevels.includes(value)) return undefined;
    const all = `The levels are ${accessLevels.join(', ')}.`;
    return { message: `there is no access level "${value}"`, hint: didYouMean(value, accessLevels, all)! };
  },
};

function accessOf({ config = {} }: SelectableNode): unknown {
  return 'access' in config ? config.access : undefined;
}
