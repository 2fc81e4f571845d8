import { matches } from '../glob.ts';
import type { SelectionMethod } from './method.ts';

/** `package:lake`; `this` is the project itself, of which every node is until packages can be installed. */
export const packageMethod: SelectionMethod = {
  name: 'package',
  matches: (node, value) => value === 'this' || matches(node.uniqueId.split('.')[1] ?? '', value),
};
