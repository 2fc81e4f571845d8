import type { BuiltNode } from '../../compile/node.ts';
import { settingPosition } from '../rules/find-in-model.ts';
import type { Warning } from './warning.ts';

/** Rows without a value go to a folder `column=__HIVE_DEFAULT_PARTITION__`, which filters on the column pass over. */
export const nullablePartition: Warning = {
  needsSyntax: false,
  find: ({ nodes }) =>
    nodes.flatMap(node => {
      if (node.resourceType === 'source' || !node.config.published) return [];
      const required = requiredColumns(node);
      return node.config.partitionBy
        .filter(name => !required.has(name.toLowerCase()))
        .map(name => ({
          message: `Nothing says that the partition column "${name}" of ${node.name} is never null.`,
          at: settingPosition(node, 'partition_by', name),
          hint: `Give ${name} a not_null test or constraint, or replace nulls in the query.`,
        }));
    }),
};

/** In lower case. */
function requiredColumns({ columns, constraints }: BuiltNode): ReadonlySet<string> {
  const tested = columns.filter(({ tests }) => tests.some(({ test }) => test === 'not_null'));
  const constrained = constraints.filter(({ type }) => type === 'not_null' || type === 'primary_key');
  const names = [...tested.map(({ name }) => name), ...constrained.flatMap(({ columns }) => columns)];
  return new Set(names.map(name => name.toLowerCase()));
}
