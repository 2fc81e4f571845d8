import * as z from 'zod';
import { columnSql } from './columns-sql.ts';
import { tableTest } from './generic-test.ts';

/** dbt_utils': the rows that differ, and once more by how many one table has more of them than the other. */
const differences = `count(*) + coalesce(abs(
  sum(case when which_diff = 'a_minus_b' then 1 else 0 end)
  - sum(case when which_diff = 'b_minus_a' then 1 else 0 end)
), 0)`;

/** Fails for every row that only one of two tables has; repeated rows count once, and NULL equals NULL. */
export const equality = tableTest({
  name: 'equality',
  packageNames: ['dbt_utils.equality'],
  arguments: z.strictObject({
    compare_model: z.string(),
    compare_columns: z.array(z.string().min(1)).min(1).optional(),
  }),
  failCalc: differences,
  sql({ rows, resolve }, { compare_model: compared, compare_columns: columns }) {
    const other = resolve(compared);
    const list = columns?.map(columnSql).join(', ') ?? '*';
    // Without a list, columns are matched by their names: the first, empty part gives their order.
    const there =
      columns === undefined
        ? `select * from ${rows} where false union all by name select * from ${other}`
        : `select ${list} from ${other}`;
    return `with a as (
  select ${list} from ${rows}
), b as (
  ${there}
)
select 'a_minus_b' as which_diff, only_a.*
from (select * from a except select * from b) as only_a
union all
select 'b_minus_a' as which_diff, only_b.*
from (select * from b except select * from a) as only_b`;
  },
});
