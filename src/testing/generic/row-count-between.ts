import * as z from 'zod';
import { hasLimit } from './argument-schemas.ts';
import { tableTest } from './generic-test.ts';

/** Fails when the table has fewer or more rows than the limits allow; both limits are inclusive. */
export const rowCountBetween = tableTest({
  name: 'row_count_between',
  packageNames: ['dbt_expectations.expect_table_row_count_to_be_between'],
  arguments: z
    .strictObject({ min_value: z.int().min(0).optional(), max_value: z.int().min(0).optional() })
    .refine(hasLimit, { path: ['min_value'] }),
  sql({ rows }, { min_value: min, max_value: max }) {
    const limits = [
      ...(min === undefined ? [] : [`count(*) < ${min}`]),
      ...(max === undefined ? [] : [`count(*) > ${max}`]),
    ];
    return `select count(*) as row_count\nfrom ${rows}\nhaving ${limits.join(' or ')}`;
  },
  rowLimits: ({ min_value: least = 0, max_value: most }) => ({ least, most }),
});
