import type { Column } from './column.ts';
import { sameType } from './same-type.ts';

/** Whether two tables have the same columns, in the same order. */
export function sameColumns(some: readonly Column[], others: readonly Column[]): boolean {
  return (
    some.length === others.length &&
    some.every(({ name, type }, at) => name === others[at]!.name && sameType(type, others[at]!.type))
  );
}
