import type { SelectionMethod } from './method.ts';

/** What changed since the project left a branch: `git:main`. Not of dbt. */
export const git: SelectionMethod = {
  name: 'git',
  matches: (node, value, _argument, { changedSince }) => changedSince(value).has(node.uniqueId),
};
