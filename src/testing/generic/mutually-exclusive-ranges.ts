import * as z from 'zod';
import { columnSql } from './columns-sql.ts';
import { tableTest } from './generic-test.ts';

/** How the end of a range must relate to the beginning of the next. */
const gapOperators = { allowed: '<=', not_allowed: '=', required: '<' } as const;

/** Fails for every range that overlaps the next one of its partition, ends before it begins, or lacks a bound. */
export const mutuallyExclusiveRanges = tableTest({
  name: 'mutually_exclusive_ranges',
  packageNames: ['dbt_utils.mutually_exclusive_ranges'],
  arguments: z.strictObject({
    lower_bound_column: z.string().min(1),
    upper_bound_column: z.string().min(1),
    partition_by: z.string().min(1).optional(),
    gaps: z.enum(['allowed', 'not_allowed', 'required']).default('allowed'),
    zero_length_range_allowed: z.boolean().default(false),
  }),
  sql({ rows }, given) {
    const { partition_by: key, gaps, zero_length_range_allowed: zeroLength } = given;
    const lower = columnSql(given.lower_bound_column);
    const upper = columnSql(given.upper_bound_column);
    const partition = key === undefined ? undefined : columnSql(key);
    const window = `${partition === undefined ? '' : `partition by ${partition} `}order by ${lower} nulls last, ${upper} nulls last`;
    return `select *
from (
  select ${partition === undefined ? '' : `${partition} as partition_by_col, `}${lower} as lower_bound, ${upper} as upper_bound,
    lead(${lower}) over (${window}) as next_lower_bound,
    lead(1) over (${window}) is null as is_last_record
  from ${rows}
) as ranges
where not coalesce(lower_bound ${zeroLength ? '<=' : '<'} upper_bound, false)
  or not coalesce(upper_bound ${gapOperators[gaps]} next_lower_bound, is_last_record)`;
  },
});
