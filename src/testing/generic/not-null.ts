import * as z from 'zod';
import { genericTest } from './generic-test.ts';

/** Fails for every row without a value. */
export const notNull = genericTest({
  name: 'not_null',
  arguments: z.strictObject({}),
  sql: ({ rows, column }) => `select *\nfrom ${rows}\nwhere ${column} is null`,
});
