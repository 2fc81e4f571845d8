import { matches } from '../glob.ts';
import type { SelectionMethod } from './method.ts';

export const tag: SelectionMethod = {
  name: 'tag',
  matches: (node, value) => node.tags.some(one => matches(one, value)),
};
