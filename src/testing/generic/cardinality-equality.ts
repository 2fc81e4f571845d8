import * as z from 'zod';
import { columnSql } from './columns-sql.ts';
import { columnTest } from './generic-test.ts';

/** Fails for every value that two columns hold differently often; NULL is a value like others. */
export const cardinalityEquality = columnTest({
  name: 'cardinality_equality',
  packageNames: ['dbt_utils.cardinality_equality'],
  arguments: z.strictObject({ to: z.string(), field: z.string().min(1) }),
  sql: ({ rows, column, resolve }, { to, field }) => `with a as (
  select ${column} as counted_value, count(*) as num_rows
  from ${rows}
  group by ${column}
), b as (
  select ${columnSql(field)} as counted_value, count(*) as num_rows
  from ${resolve(to)}
  group by ${columnSql(field)}
)
select 'a_minus_b' as which_diff, only_a.*
from (select * from a except select * from b) as only_a
union all
select 'b_minus_a' as which_diff, only_b.*
from (select * from b except select * from a) as only_b`,
});
