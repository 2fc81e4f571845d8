import { fqn } from '../fqn.ts';
import { hasWildcard, matches } from '../glob.ts';
import type { SelectionMethod } from './method.ts';

/**
 * A name, or a dotted path of folders from the project or from the first folder on: `users`, `marts.users`, `marts`,
 * `marts.*`. As in dbt it never means a source or an exposure; these take
 * `source:` and `exposure:`.
 */
export const fqnMethod: SelectionMethod = {
  name: 'fqn',
  matches(node, value, _argument, { folders }) {
    if (node.resourceType === 'source' || node.resourceType === 'exposure') return false;
    if (matches(node.name, value)) return true;
    const parts = fqn(node, folders).flatMap(part => part.split('.'));
    return beginsWith(parts, value) || beginsWith(parts.slice(1), value);
  },
};

function beginsWith(parts: readonly string[], value: string): boolean {
  const wanted = value.split('.');
  if (wanted.length > parts.length) return false;
  const wild = wanted.findIndex(hasWildcard);
  const exact = wild === -1 ? wanted : wanted.slice(0, wild);
  if (!exact.every((part, index) => part === parts[index])) return false;
  return wild === -1 || matches(parts.slice(wild).join('.'), wanted.slice(wild).join('.'));
}
