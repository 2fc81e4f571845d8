import type { Column } from '../columns/column.ts';
import { type HiveProblem, hiveTable, hiveTableName } from '../columns/hive-table.ts';
import { parquetLoss } from '../columns/parquet-type.ts';
import { isInjected, projectionKind } from '../columns/projection-kind.ts';
import { lakeName } from '../columns/table-name.ts';
import { type BuiltNode, type CompiledNode, isPublished } from '../compile/node.ts';
import type { GlueCatalog } from '../config/glue-catalog.ts';
import { didYouMean } from '../diagnostics/closest.ts';
import { type Diagnostic, errorDiagnostic, warning } from '../diagnostics/diagnostic.ts';
import { columnPosition } from './rules/find-in-model.ts';

/** What of the tables that a project publishes cannot be registered in the catalog of the target. */
export function catalogLimits(
  nodes: readonly CompiledNode[],
  columns: Readonly<Record<string, readonly Column[]>>,
  catalog: GlueCatalog | undefined,
): readonly Diagnostic[] {
  if (catalog === undefined) return [];
  const all = nodes.filter(isPublished);
  const published = all
    .filter(node => columns[node.uniqueId] !== undefined)
    .filter(node => !catalog.except.includes(lakeName(node.relation)));
  return [
    ...published.flatMap(node => limitsOf(node, columns[node.uniqueId]!, catalog)),
    ...sameNames(published),
    ...unknownExceptions(
      catalog,
      all.map(({ relation }) => lakeName(relation)),
    ),
  ];
}

function limitsOf(node: BuiltNode, columns: readonly Column[], catalog: GlueCatalog): readonly Diagnostic[] {
  const { format, partitionBy: partitionColumns } = node.config;
  // What Parquet cannot hold is told already, and so is a partition column that is missing.
  if (columns.some(({ type }) => parquetLoss(type) !== undefined)) return [];
  const known = new Set(columns.map(({ name }) => name.toLowerCase()));
  if (partitionColumns.some(name => !known.has(name.toLowerCase()))) return [];
  const name = lakeName(node.relation);
  const { table, problems } = hiveTable({ name, format, columns, partitionColumns });
  const unprojected =
    catalog.mode === 'partitions'
      ? []
      : table.keys
          .filter(({ column }) => projectionKind(column.type) === undefined)
          .filter(({ column }) => !isInjected(catalog.injected, name, column.name))
          .map(({ column }) => unprojectable(name, column));
  return [...problems, ...unprojected].map(problem => refuse(node, problem));
}

function unprojectable(table: string, { name, type }: Column): HiveProblem {
  return {
    column: name,
    message: `${table} is partitioned by ${name} of the type ${type}, whose values Athena cannot project.`,
    hint: `Partition by a DATE, a whole number or a VARCHAR; set the catalog's mode to 'partitions'; or set \`injected: ['${table}.${name}']\`, and every query has to give a value for it.`,
  };
}

function refuse(node: BuiltNode, { column, message, hint }: HiveProblem): Diagnostic {
  const at = column === undefined ? { file: node.file, line: 1, column: 1 } : columnPosition(node, column);
  return errorDiagnostic('not-registrable', message, { at, hint });
}

/** One may be of a table that stays in the lake though its model is gone; more often it is misspelled. */
function unknownExceptions({ except }: GlueCatalog, names: readonly string[]): readonly Diagnostic[] {
  return except
    .filter(name => !names.includes(name))
    .map(name => {
      const message = `The catalog of the target leaves out "${name}", and nothing publishes such a table.`;
      const hint = didYouMean(name, names, 'Take it out of `except`.')!;
      return warning('not-registrable', message, { hint });
    });
}

function sameNames(nodes: readonly BuiltNode[]): readonly Diagnostic[] {
  return [...Map.groupBy(nodes, node => hiveTableName(lakeName(node.relation)))]
    .filter(([, same]) => same.length > 1)
    .map(([name, same]) => {
      const names = same.map(node => lakeName(node.relation)).join(' and ');
      const at = { file: same[1]!.file, line: 1, column: 1 };
      return errorDiagnostic('not-registrable', `${names} would both be registered as ${name}.`, {
        at,
        hint: "Give one of them another alias, or name it under `except` of the target's catalog.",
      });
    });
}
