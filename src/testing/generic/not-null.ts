import * as z from 'zod';
import { columnTest } from './generic-test.ts';

/** Fails for every row without a value. */
export const notNull = columnTest({
  name: 'not_null',
  arguments: z.strictObject({}),
  sql: ({ rows, column }) => `select *\nfrom ${rows}\nwhere ${column} is null`,
  condition: column => `${column} is null`,
  provedBy: () => 'no-nulls',
});
