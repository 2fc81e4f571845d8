import * as z from 'zod';
import { columnTest } from './generic-test.ts';

/** Fails for every value that several rows share; NULL may repeat. Columns are named as dbt names them. */
export const unique = columnTest({
  name: 'unique',
  arguments: z.strictObject({}),
  sql: ({ rows, column }) => `select ${column} as unique_field, count(*) as n_records
from ${rows}
where ${column} is not null
group by ${column}
having count(*) > 1`,
  groups: ({ column }) => [{ name: 'unique_field', expression: column }],
});
