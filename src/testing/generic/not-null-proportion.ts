import * as z from 'zod';
import { groupByColumns } from './argument-schemas.ts';
import { groupsSql } from './columns-sql.ts';
import { columnTest } from './generic-test.ts';

const proportion = z.number().min(0).max(1);

/** Fails when the share of rows with a value, in all or in each group, lies outside of the limits; no rows pass. */
export const notNullProportion = columnTest({
  name: 'not_null_proportion',
  packageNames: ['dbt_utils.not_null_proportion'],
  arguments: z.strictObject({
    at_least: proportion,
    at_most: proportion.default(1),
    group_by_columns: groupByColumns,
  }),
  sql({ rows, column }, { at_least: least, at_most: most, group_by_columns: columns }) {
    const { select, groupBy } = groupsSql(columns);
    return `select *
from (
  select ${select}cast(count(${column}) as double) / nullif(count(*), 0) as not_null_proportion
  from ${rows}${groupBy}
) as proportions
where not_null_proportion < ${least} or not_null_proportion > ${most}`;
  },
});
