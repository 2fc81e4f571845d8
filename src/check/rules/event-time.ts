import type { Column } from '../../columns/column.ts';
import { findColumn } from '../../columns/find-column.ts';
import { valueClass } from '../../columns/value-class.ts';
import type { CompiledSource } from '../../compile/node.ts';
import { tableLabel } from '../../compile/table-label.ts';
import { didYouMean } from '../../diagnostics/closest.ts';
import { type Diagnostic, errorDiagnostic } from '../../diagnostics/diagnostic.ts';
import type { SourcePosition } from '../../diagnostics/position.ts';
import { settingPosition } from './find-in-model.ts';
import type { Rule } from './rule.ts';

/** The column that tells when a row happened is there, and tells a time: a sample is cut by it. */
export const eventTime: Rule = {
  isOfTypes: true,
  check(node, columns) {
    const name = node.config.eventTime;
    if (name === null) return [];
    return problems(tableLabel(node), name, columns, settingPosition(node, 'event_time', name));
  },
};

/** The same of a source. */
export function checkSourceEventTime(
  source: CompiledSource,
  columns: readonly Column[],
): readonly Diagnostic[] {
  if (source.eventTime === null) return [];
  return problems(tableLabel(source), source.eventTime, columns, source.at);
}

function problems(
  table: string,
  name: string,
  columns: readonly Column[],
  at: SourcePosition,
): readonly Diagnostic[] {
  const column = findColumn(columns, name);
  if (column !== undefined && valueClass(column.type) === 'moment') return [];
  const what = column === undefined ? 'which is no column of it' : `which is ${column.type}`;
  const times = columns.filter(({ type }) => valueClass(type) === 'moment').map(each => each.name);
  const advice =
    times.length === 0
      ? 'Name a column of type DATE or TIMESTAMP.'
      : `Name a column of type DATE or TIMESTAMP: ${times.join(', ')}.`;
  const hint = column === undefined ? didYouMean(name, times, advice)! : advice;
  return [
    errorDiagnostic('bad-model-config', `The event_time of ${table} is "${name}", ${what}.`, { at, hint }),
  ];
}
