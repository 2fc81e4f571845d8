import * as z from 'zod';
import { quoteLiteral } from '../../columns/quote.ts';
import { tableTest } from './generic-test.ts';

/** Fails when the raw files of a source are not what it declares, or new ones not like those before; its rows say how. */
export const noDrift = tableTest({
  name: 'no_drift',
  readsDrift: true,
  arguments: z.strictObject({
    ignore: z.array(z.enum(['undeclared', 'absent', 'misfit', 'shift'])).default([]),
  }),
  sql: ({ rows }, { ignore }) =>
    ignore.length === 0
      ? `select *\nfrom ${rows}`
      : `select *\nfrom ${rows}\nwhere kind not in (${ignore.map(quoteLiteral).join(', ')})`,
});
