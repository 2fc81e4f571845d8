import * as z from 'zod';
import { datePart, groupByColumns, intervalSql } from './argument-schemas.ts';
import { groupsSql } from './columns-sql.ts';
import { columnTest } from './generic-test.ts';

/** Fails for every value that is not the one before it plus the interval; NULL, and the first one, pass. */
export const sequentialValues = columnTest({
  name: 'sequential_values',
  packageNames: ['dbt_utils.sequential_values'],
  arguments: z.strictObject({
    interval: z.int().min(1).default(1),
    datepart: datePart.optional(),
    group_by_columns: groupByColumns,
  }),
  sql({ rows, column }, { interval, datepart, group_by_columns: columns }) {
    const { select, names, partitionBy } = groupsSql(columns);
    const expected =
      datepart === undefined
        ? `current_value = previous_value + ${interval}`
        : `cast(current_value as timestamp) = cast(previous_value as timestamp) + ${intervalSql(interval, datepart)}`;
    return `select ${names}previous_value, current_value
from (
  select ${select}${column} as current_value, lag(${column}) over (${partitionBy}order by ${column}) as previous_value
  from ${rows}
) as windowed
where not (${expected})`;
  },
});
