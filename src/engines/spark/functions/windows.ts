import type { SparkFunction } from './call.ts';
import { plainArguments } from './forms.ts';

function ranking(name: string): readonly [string, SparkFunction] {
  return [name, call => ({ sql: `${name}()${call.over}`, type: undefined })];
}

/** Of the row so many rows before or after; a default has the type of the value. */
function shifted(name: 'lag' | 'lead'): readonly [string, SparkFunction] {
  return [
    name,
    call => {
      const offset = call.children.length > 1 ? call.constant(1) : '1';
      if (offset === undefined) return call.refuse(`${name} needs a literal offset.`);
      const otherwise = call.children.length > 2 ? `, ${call.as(2, call.type)}` : '';
      return { sql: `${name}(${call.as(0, call.type)}, ${offset}${otherwise})${call.over}`, type: undefined };
    },
  ];
}

/** Functions that only a window has. */
export const windowFunctions: ReadonlyMap<string, SparkFunction> = new Map<string, SparkFunction>([
  ranking('row_number'),
  ranking('rank'),
  ranking('dense_rank'),
  ranking('percent_rank'),
  ranking('cume_dist'),
  ['ntile', call => ({ sql: `ntile(${plainArguments(call)})${call.over}`, type: undefined })],
  shifted('lag'),
  shifted('lead'),
  ['first_value', call => ({ sql: `first_value(${call.plain(0)})${call.over}`, type: undefined })],
  ['first', call => ({ sql: `first_value(${call.plain(0)})${call.over}`, type: undefined })],
  ['last_value', call => ({ sql: `last_value(${call.plain(0)})${call.over}`, type: undefined })],
  ['last', call => ({ sql: `last_value(${call.plain(0)})${call.over}`, type: undefined })],
]);
