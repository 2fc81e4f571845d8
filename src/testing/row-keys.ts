import type { TableNode } from '../compile/node.ts';
import type { JsonValue } from '../config/json-value.ts';

/**
 * The columns that tell the rows of a table apart, as its constraints and data tests promise: the primary key, else a
 * column without NULL, else any that is unique, else a combination. Empty when nothing is promised.
 */
export function rowKeys(node: TableNode): readonly string[] {
  const constraints = node.resourceType === 'source' ? [] : node.constraints;
  const keyOf = (type: string) => constraints.find(constraint => constraint.type === type)?.columns;
  const tested = (name: string) =>
    node.columns.filter(({ tests }) => tests.some(({ test }) => test === name)).map(column => column.name);
  const notNull = new Set(tested('not_null'));
  const unique = tested('unique');
  const single = unique.find(name => notNull.has(name)) ?? unique[0];
  const combination = node.tests.flatMap(({ test, arguments: given }) =>
    test.endsWith('unique_combination_of_columns') ? [named(given.combination_of_columns, node)] : [],
  );
  return (
    keyOf('primary_key') ??
    keyOf('unique') ??
    (single === undefined ? undefined : [single]) ??
    combination.find(columns => columns.length > 0) ??
    []
  );
}

/** A list of columns of the table; empty when it is anything else, such as expressions. */
function named(value: JsonValue | undefined, { columns }: TableNode): readonly string[] {
  const known = new Set(columns.map(({ name }) => name));
  const isList = Array.isArray(value) && value.every(name => typeof name === 'string' && known.has(name));
  return isList ? (value as readonly string[]) : [];
}
