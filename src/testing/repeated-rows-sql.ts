import { quoteIdentifier } from '../columns/quote.ts';
import type { Grouping } from './generic/generic-test.ts';

/** How many groups are looked at, and how many rows of each are named. */
const SHOWN = 5;

/**
 * The first groups of rows with the same values, each with the keys of its first rows. The groups are found first: to
 * list the keys of all rows would need memory for the whole table. NULL is a value like others.
 *
 * @param sql the test's own query, which returns the values and how many rows have them
 * @param keys columns that tell the rows apart, other than those that the rows are grouped by
 */
export function repeatedRowsSql(
  sql: string,
  rows: string,
  groups: readonly Grouping[],
  keys: readonly string[],
): string {
  const same = groups.map(
    ({ name, expression }) => `${expression} is not distinct from failing.${quoteIdentifier(name)}`,
  );
  const names = keys.map(quoteIdentifier);
  const lists = names.map(
    name => `(
    select list(${name} order by ${names.join(', ')})[1:${SHOWN}]
    from ${rows}
    where ${same.join(' and ')}
  ) as ${name}`,
  );
  return `select failing.*, ${lists.join(', ')}
from (select * from (${sql}\n) as every limit ${SHOWN}) as failing`;
}
