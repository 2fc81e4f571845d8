import { matches } from '../glob.ts';
import type { SelectionMethod } from './method.ts';

/** Members of a group: `group:finance`. */
export const group: SelectionMethod = {
  name: 'group',
  matches: ({ config = {} }, value) =>
    'group' in config && typeof config.group === 'string' && matches(config.group, value),
};
