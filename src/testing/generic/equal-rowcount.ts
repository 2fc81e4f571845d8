import * as z from 'zod';
import { quoteIdentifier } from '../../columns/quote.ts';
import { groupByColumns } from './argument-schemas.ts';
import { groupsSql } from './columns-sql.ts';
import { tableTest } from './generic-test.ts';

/**
 * Fails when two tables have different numbers of rows, in all or in each group, by as many failures as rows differ.
 * Groups of NULL are never equal, as in dbt_utils.
 */
export const equalRowcount = tableTest({
  name: 'equal_rowcount',
  packageNames: ['dbt_utils.equal_rowcount'],
  arguments: z.strictObject({ compare_model: z.string(), group_by_columns: groupByColumns }),
  failCalc: 'coalesce(sum(diff_count), 0)',
  sql({ rows, resolve }, { compare_model: compared, group_by_columns: columns }) {
    const { select, groupBy } = groupsSql(columns);
    const names = columns.map(quoteIdentifier);
    const keys = names.map(name => `coalesce(a.${name}, b.${name}) as ${name}, `).join('');
    const matches = ['a.matched = b.matched', ...names.map(name => `a.${name} = b.${name}`)];
    return `with a as (
  select ${select}1 as matched, count(*) as rows_here
  from ${rows}${groupBy}
), b as (
  select ${select}1 as matched, count(*) as rows_there
  from ${resolve(compared)}${groupBy}
), counted as (
  select ${keys}coalesce(rows_here, 0) as count_a, coalesce(rows_there, 0) as count_b
  from a full join b on ${matches.join(' and ')}
)
select *, abs(count_a - count_b) as diff_count
from counted
where count_a <> count_b`;
  },
});
