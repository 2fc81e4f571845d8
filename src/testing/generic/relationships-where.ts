import * as z from 'zod';
import { quoteIdentifier } from '../../columns/quote.ts';
import { condition } from './argument-schemas.ts';
import { columnTest } from './generic-test.ts';

/** As `relationships`, with a condition on the rows of each of the two tables; NULL passes. */
export const relationshipsWhere = columnTest({
  name: 'relationships_where',
  packageNames: ['dbt_utils.relationships_where'],
  arguments: z.strictObject({
    to: z.string(),
    field: z.string().min(1),
    from_condition: condition.default('1=1'),
    to_condition: condition.default('1=1'),
  }),
  sql: (
    { rows, column, resolve },
    { to, field, from_condition: from, to_condition: other },
  ) => `with parent as (
  select other.${quoteIdentifier(field)} as to_field
  from ${resolve(to)} as other
  where other.${quoteIdentifier(field)} is not null and (${other}\n)
)
select *
from ${rows}
where (${from}\n) and ${column} not in (select to_field from parent)`,
});
