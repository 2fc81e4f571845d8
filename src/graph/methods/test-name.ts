import { matches } from '../glob.ts';
import type { SelectionMethod } from './method.ts';

/** The kind of a generic test, whatever the test itself is called: `test_name:not_null`. */
export const testName: SelectionMethod = {
  name: 'test_name',
  matches(node, value, _argument, { testNames }) {
    const name = testNames.get(node.uniqueId);
    return name !== undefined && matches(name, value);
  },
};
