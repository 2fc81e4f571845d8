import * as z from 'zod';
import { quoteIdentifier } from '../../columns/quote.ts';
import { columnSql } from './columns-sql.ts';
import { tableTest } from './generic-test.ts';

/** Fails for every combination of values that several rows share; NULL is a value like others. */
export const uniqueCombinationOfColumns = tableTest({
  name: 'unique_combination_of_columns',
  packageNames: ['dbt_utils.unique_combination_of_columns'],
  arguments: z.strictObject({
    combination_of_columns: z.array(z.string().min(1)).min(1),
    quote_columns: z.boolean().default(false),
  }),
  sql({ rows }, given) {
    const list = combined(given).join(', ');
    return `select ${list}, count(*) as n_records\nfrom ${rows}\ngroup by ${list}\nhaving count(*) > 1`;
  },
  groups: (_, given) =>
    combined(given).map((expression, index) => ({ name: given.combination_of_columns[index]!, expression })),
});

interface Combination {
  readonly combination_of_columns: readonly string[];
  readonly quote_columns: boolean;
}

function combined({ combination_of_columns: columns, quote_columns: quote }: Combination): readonly string[] {
  return columns.map(quote ? quoteIdentifier : columnSql);
}
