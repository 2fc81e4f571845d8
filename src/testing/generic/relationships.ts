import * as z from 'zod';
import { quoteIdentifier } from '../../columns/quote.ts';
import { genericTest } from './generic-test.ts';

/** Fails for every row whose value the other table's column does not hold; NULL passes. */
export const relationships = genericTest({
  name: 'relationships',
  arguments: z.strictObject({ to: z.string(), field: z.string() }),
  // Without the alias a field that the other table lacks would be found in the tested one.
  sql: ({ rows, column, resolve }, { to, field }) => `select *
from ${rows}
where ${column} not in (
  select parent.${quoteIdentifier(field)}
  from ${resolve(to)} as parent
  where parent.${quoteIdentifier(field)} is not null
)`,
});
