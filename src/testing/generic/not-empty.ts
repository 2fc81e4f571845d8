import * as z from 'zod';
import { tableTest } from './generic-test.ts';

/** Fails when the table has no rows. */
export const notEmpty = tableTest({
  name: 'not_empty',
  arguments: z.strictObject({}),
  sql: ({ rows }) => `select count(*) as row_count\nfrom ${rows}\nhaving count(*) = 0`,
  rowLimits: () => ({ least: 1, most: undefined }),
});
