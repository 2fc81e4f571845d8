import { matches } from '../glob.ts';
import type { SelectionMethod } from './method.ts';

/** `source:raw`, `source:raw.events`, or with the project in front as dbt prints it: `source:sparkify.raw.events`. */
export const source: SelectionMethod = {
  name: 'source',
  matches(node, value) {
    if (node.source === undefined) return false;
    const parts = value.split('.');
    const [project, sourceName, table] = parts.length > 2 ? parts : ['*', ...parts];
    return (
      matches(node.uniqueId.split('.')[1] ?? '', project!) &&
      matches(node.source, sourceName!) &&
      matches(node.name, table ?? '*')
    );
  },
};
