import { matches } from '../glob.ts';
import type { SelectionMethod } from './method.ts';

/** The kind of a generic test, whatever the test itself is called: `test_name:not_null`; as in dbt without its package. */
export const testName: SelectionMethod = {
  name: 'test_name',
  matches: ({ declaration }, value) =>
    declaration !== undefined &&
    (matches(declaration.test, value) || matches(declaration.test.replace(/^\w+\./, ''), value)),
};
