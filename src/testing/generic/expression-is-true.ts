import * as z from 'zod';
import { condition } from './argument-schemas.ts';
import { tableOrColumnTest } from './generic-test.ts';

/** Fails for every row of which the expression is false; NULL passes. On a column, the expression follows its name. */
export const expressionIsTrue = tableOrColumnTest({
  name: 'expression_is_true',
  packageNames: ['dbt_utils.expression_is_true'],
  arguments: z.strictObject({ expression: condition }),
  sql: ({ rows, column = '' }, { expression }) =>
    `select *\nfrom ${rows}\nwhere ${isFalse(column, expression)}`,
  condition: (column, { expression }) => isFalse(column, expression),
});

function isFalse(column: string, expression: string): string {
  return `not (${column === '' ? '' : `${column} `}${expression}\n)`;
}
