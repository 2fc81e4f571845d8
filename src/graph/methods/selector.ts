import type { SelectionMethod } from './method.ts';

/** What a selector of selectors.yml names: `selector:nightly`. */
export const selector: SelectionMethod = {
  name: 'selector',
  matches: (node, value, _argument, { selectedBy }) => selectedBy(value).has(node.uniqueId),
};
