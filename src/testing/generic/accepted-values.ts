import * as z from 'zod';
import { quoteLiteral } from '../../columns/quote.ts';
import { columnTest } from './generic-test.ts';

/** Fails for every row whose value is none of those listed; NULL passes. `quote: false` takes the values as SQL. */
export const acceptedValues = columnTest({
  name: 'accepted_values',
  arguments: z.strictObject({
    values: z
      .array(z.union([z.string(), z.number(), z.boolean()], 'must hold texts, numbers or booleans'))
      .min(1),
    quote: z.boolean().default(true),
  }),
  sql: ({ rows, column }, accepted) => `select *\nfrom ${rows}\nwhere ${notAmong(column, accepted)}`,
  condition: notAmong,
});

interface Accepted {
  readonly values: readonly (string | number | boolean)[];
  readonly quote: boolean;
}

function notAmong(column: string, { values, quote }: Accepted): string {
  const list = values.map(value => (quote ? quoteLiteral(String(value)) : String(value)));
  return `${column} not in (${list.join(', ')})`;
}
