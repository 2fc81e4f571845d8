import { matches } from '../glob.ts';
import type { SelectionMethod } from './method.ts';

/** A file name with or without its ending: `users.sql`, `stg_*`. */
export const file: SelectionMethod = {
  name: 'file',
  matches(node, value) {
    const name = node.file.slice(node.file.lastIndexOf('/') + 1);
    return matches(name, value) || matches(name.replace(/\.[^.]*$/, ''), value);
  },
};
