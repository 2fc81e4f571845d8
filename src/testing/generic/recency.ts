import * as z from 'zod';
import { datePart, groupByColumns, intervalSql } from './argument-schemas.ts';
import { columnSql, groupsSql } from './columns-sql.ts';
import { tableTest } from './generic-test.ts';

/** Fails, for each group, when its latest moment is older than the interval; a group without any moment passes. */
export const recency = tableTest({
  name: 'recency',
  packageNames: ['dbt_utils.recency'],
  arguments: z.strictObject({
    field: z.string().min(1),
    datepart: datePart,
    interval: z.int().min(0),
    ignore_time_component: z.boolean().default(false),
    group_by_columns: groupByColumns,
  }),
  sql({ rows }, { field, datepart, interval, ignore_time_component: byDay, group_by_columns: columns }) {
    const groups = groupsSql(columns);
    const type = byDay ? 'date' : 'timestamp';
    const threshold = `cast(cast(current_timestamp as timestamp) - ${intervalSql(interval, datepart)} as ${type})`;
    return `select *
from (
  select ${groups.select}cast(max(${columnSql(field)}) as ${type}) as most_recent, ${threshold} as threshold
  from ${rows}${groups.groupBy}
) as recency
where most_recent < threshold`;
  },
});
