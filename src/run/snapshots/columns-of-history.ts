import type { Column } from '../../columns/column.ts';
import { findColumn } from '../../columns/find-column.ts';

/** The columns of a snapshot that goes on. As in dbt, a new one joins the others, one that is gone stays, and types stay as they are. */
export function columnsOfHistory(before: readonly Column[], now: readonly Column[]): readonly Column[] {
  return [...before, ...now.filter(({ name }) => findColumn(before, name) === undefined)];
}
