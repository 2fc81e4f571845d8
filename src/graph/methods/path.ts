import { matchesPath } from '../glob.ts';
import type { SelectionMethod } from './method.ts';

/** A file or a folder with all that is below it, relative to the project: `models/marts`, `models/*\/stg_*.sql`. */
export const path: SelectionMethod = {
  name: 'path',
  matches(node, value) {
    const pattern = value.replaceAll('\\', '/').replace(/^\.\//, '').replace(/\/+$/, '');
    const parts = node.file.split('/');
    return parts.some((_, index) => matchesPath(parts.slice(0, index + 1).join('/'), pattern));
  },
};
