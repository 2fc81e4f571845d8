import type { Column } from '../../columns/column.ts';
import { parseColumnType } from '../../columns/parse-column-type.ts';
import { errorDiagnostic } from '../../diagnostics/diagnostic.ts';
import { columnsExist } from './columns-exist.ts';
import { settingPosition } from './find-in-model.ts';
import type { Rule } from './rule.ts';

const NESTED = new Set(['list', 'array', 'struct', 'map', 'union']);

/** Partition columns are columns, can be written into a path, and leave something for the files. */
export const partitionColumns: Rule = {
  check(node, columns) {
    const { partitionBy } = node.config;
    const missing = columnsExist(node, columns, 'partition_by', partitionBy);
    if (missing.length > 0) return missing;
    const nested = columns.filter(column => partitionBy.includes(column.name) && isNested(column));
    const diagnostics = nested.map(({ name, type }) =>
      errorDiagnostic(
        'bad-model-config',
        `${node.name} is partitioned by "${name}", whose type is ${type}.`,
        {
          at: settingPosition(node, 'partition_by', name),
          hint: 'A path holds plain values only: partition by a field of it, as a column of its own.',
        },
      ),
    );
    if (partitionBy.length === 0 || partitionBy.length < columns.length) return diagnostics;
    const all = errorDiagnostic('bad-model-config', `${node.name} is partitioned by all of its columns.`, {
      at: settingPosition(node, 'partition_by'),
      hint: 'Files hold the other columns: leave at least one out of partition_by.',
    });
    return [...diagnostics, all];
  },
};

function isNested({ type }: Column): boolean {
  return NESTED.has(parseColumnType(type).kind);
}
