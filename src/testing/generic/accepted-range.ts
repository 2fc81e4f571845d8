import * as z from 'zod';
import { hasLimit, sqlValue } from './argument-schemas.ts';
import { columnTest } from './generic-test.ts';

/** Fails for every row whose value lies outside of the limits, which are numbers or SQL; NULL passes. */
export const acceptedRange = columnTest({
  name: 'accepted_range',
  packageNames: ['dbt_utils.accepted_range'],
  arguments: z
    .strictObject({
      min_value: sqlValue.optional(),
      max_value: sqlValue.optional(),
      inclusive: z.boolean().default(true),
    })
    .refine(hasLimit, { path: ['min_value'] }),
  sql: ({ rows, column }, limits) => `select *\nfrom ${rows}\nwhere ${outside(column, limits)}`,
  condition: outside,
  provedBy: ({ min_value: min = '0', max_value: max = '0' }) =>
    isConstant(min) && isConstant(max) ? 'bounds' : undefined,
});

interface Limits {
  readonly min_value?: string | undefined;
  readonly max_value?: string | undefined;
  readonly inclusive: boolean;
}

function outside(column: string, { min_value: min, max_value: max, inclusive }: Limits): string {
  const equal = inclusive ? '=' : '';
  const broken = [
    ...(min === undefined ? [] : [`not (${column} >${equal} ${min}\n)`]),
    ...(max === undefined ? [] : [`not (${column} <${equal} ${max}\n)`]),
  ];
  return broken.join(' or ');
}

/** A number, a text or a date; anything else may differ from row to row. */
function isConstant(sql: string): boolean {
  return /^\s*(?:-?\d+(?:\.\d+)?|(?:(?:date|timestamp)\s*)?'[^']*')\s*$/i.test(sql);
}
