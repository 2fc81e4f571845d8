import * as z from 'zod';

/** `group_by_columns` of dbt_utils. */
export const groupByColumns = z.array(z.string().min(1)).default([]);

/** A number, or SQL that gives a value. */
export const sqlValue = z
  .union([z.number(), z.string().min(1)], 'must be a number or SQL')
  .transform(value => String(value));

/** A condition in SQL. */
export const condition = z.string().min(1);

/** A part of a date, in whatever case. */
export const datePart = z.preprocess(
  value => (typeof value === 'string' ? value.toLowerCase() : value),
  z.enum(['year', 'quarter', 'month', 'week', 'day', 'hour', 'minute', 'second']),
);

/** `interval 2 day`, in words that every engine knows: a quarter is three months. */
export function intervalSql(count: number, part: z.output<typeof datePart>): string {
  return part === 'quarter' ? `interval ${count * 3} month` : `interval ${count} ${part}`;
}

/** Requires one of two limits. */
export function hasLimit(values: { readonly min_value?: unknown; readonly max_value?: unknown }): boolean {
  return values.min_value !== undefined || values.max_value !== undefined;
}
