import type { Column } from '../../columns/column.ts';
import type { BuiltNode } from '../../compile/node.ts';
import { didYouMean } from '../../diagnostics/closest.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { errorDiagnostic } from '../../diagnostics/diagnostic.ts';
import { settingPosition } from './find-in-model.ts';

/** An error for each name in a setting that is no column. Case counts here: the names become part of paths. */
export function columnsExist(
  node: BuiltNode,
  columns: readonly Column[],
  setting: 'partition_by' | 'sort_by' | 'unique_key',
  names: readonly string[],
): readonly Diagnostic[] {
  const known = columns.map(column => column.name);
  return names
    .filter(name => !known.includes(name))
    .map(name =>
      errorDiagnostic(
        'unknown-partition-column',
        `${setting} of ${node.name} names "${name}", which is no column of it.`,
        {
          at: settingPosition(node, setting, name),
          hint: didYouMean(name, known, `Its columns are ${known.join(', ')}.`)!,
        },
      ),
    );
}
