import * as z from 'zod';
import { distributionSql } from '../distribution-sql.ts';
import { columnTest } from './generic-test.ts';

/** Fails when a column's values are spread otherwise than in the last release; its rows say where. */
export const distributionShift = columnTest({
  name: 'distribution_shift',
  comparesReleases: true,
  arguments: z.strictObject({
    max_psi: z.number().min(0).default(0.2),
    bins: z.int().min(2).max(100).default(10),
  }),
  sql: ({ rows, releasedRows, column }, { max_psi: most, bins }) =>
    distributionSql({ rows, releasedRows, column, bins, most }),
});
