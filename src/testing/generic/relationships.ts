import * as z from 'zod';
import { quoteIdentifier } from '../../columns/quote.ts';
import { columnTest } from './generic-test.ts';

/** Fails for every row whose value the other table's column does not hold; NULL passes. */
export const relationships = columnTest({
  name: 'relationships',
  arguments: z.strictObject({ to: z.string(), field: z.string() }),
  // In a CTE, and with its table named: a field that the other table lacks must not be found in the tested one.
  sql: ({ rows, column, resolve }, { to, field }) => `with parent as (
  select other.${quoteIdentifier(field)} as to_field
  from ${resolve(to)} as other
  where other.${quoteIdentifier(field)} is not null
)
select *
from ${rows}
where ${column} not in (select to_field from parent)`,
});
