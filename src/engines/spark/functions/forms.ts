import type { ColumnType } from '../../../columns/column-type.ts';
import type { Call, SparkFunction } from './call.ts';

export const integer: ColumnType = { kind: 'scalar', name: 'INTEGER' };
export const double: ColumnType = { kind: 'scalar', name: 'DOUBLE' };
export const text: ColumnType = { kind: 'scalar', name: 'VARCHAR' };

/** All arguments as they are. */
export function plainArguments(call: Call): string {
  return call.children.map((_, index) => call.plain(index)).join(', ');
}

/** All arguments as values of one type. */
export function argumentsAs(call: Call, type: ColumnType): string {
  return call.children.map((_, index) => call.as(index, type)).join(', ');
}

/** A form with the arguments, as they are, in place of `$1`, `$2`. */
export function form(template: string, type?: string): SparkFunction {
  return call => ({ sql: fill(call, template, index => call.plain(index)), type });
}

/** The same with every argument as a value of one type. */
export function formOf(argument: ColumnType, template: string, type?: string): SparkFunction {
  return call => ({ sql: fill(call, template, index => call.as(index, argument)), type });
}

function fill(call: Call, template: string, argument: (index: number) => string): string {
  const used = [...template.matchAll(/\$(\d)/g)].map(([, digit]) => Number(digit));
  const most = Math.max(0, ...used);
  if (call.children.length !== most) {
    return call.refuse(`${call.name} of ${call.children.length} arguments has no known form in Spark SQL.`);
  }
  return template.replaceAll(/\$(\d)/g, (_, digit: string) => argument(Number(digit) - 1));
}
