import * as z from 'zod';
import { groupByColumns } from './argument-schemas.ts';
import { groupsSql } from './columns-sql.ts';
import { columnTest } from './generic-test.ts';

/** Fails when a column, or a column in a group, has one and the same value in all rows; NULL does not count. */
export const notConstant = columnTest({
  name: 'not_constant',
  packageNames: ['dbt_utils.not_constant'],
  arguments: z.strictObject({ group_by_columns: groupByColumns }),
  sql({ rows, column }, { group_by_columns: columns }) {
    const { select, groupBy } = groupsSql(columns);
    return `select ${select}count(distinct ${column}) as distinct_values
from ${rows}${groupBy}
having count(distinct ${column}) = 1`;
  },
});
