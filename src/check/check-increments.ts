import type { Column } from '../columns/column.ts';
import { newFilesRelation } from '../columns/relation.ts';
import { sameColumns } from '../columns/same-columns.ts';
import type { CompiledModel, TableNode } from '../compile/node.ts';
import { type Diagnostic, errorDiagnostic } from '../diagnostics/diagnostic.ts';
import { bindQuery } from './bind-query.ts';
import type { Shadow } from './build-shadow.ts';
import type { HiddenTables } from './hidden-tables.ts';
import type { EmptyTable, SchemaReader } from './schema-reader.ts';

/**
 * Binds the queries for what is new of incremental models, whose own tables stand in the shadow by now. What is new must
 * have the columns of the whole.
 */
export async function checkIncrements(
  nodes: readonly TableNode[],
  { columns, broken }: Pick<Shadow, 'columns' | 'broken'>,
  reader: SchemaReader,
  hidden: HiddenTables,
): Promise<readonly Diagnostic[]> {
  const found: Diagnostic[] = [];
  for (const node of nodes) {
    if (node.resourceType !== 'model' || node.increment === undefined) continue;
    const whole = columns.get(node.uniqueId);
    if (whole === undefined || broken.has(node.uniqueId) || node.increment.sql === node.sql) continue;
    const ofNewFiles = newFilesTables(node, nodes, columns);
    if (ofNewFiles.length > 0) await reader.createTables(ofNewFiles);
    const bound = await bindQuery({ ...node, ...node.increment }, reader, hidden);
    found.push(...bound.diagnostics);
    if (bound.columns === undefined) continue;
    if (!sameColumns(bound.columns, whole)) found.push(otherColumns(node, whole, bound.columns));
  }
  return found;
}

/** What stands in the query in place of a source of which new files are read only. */
function newFilesTables(
  { name, config, dependsOn }: CompiledModel,
  nodes: readonly TableNode[],
  columns: Shadow['columns'],
): readonly EmptyTable[] {
  if (config.incremental.read !== 'new_files') return [];
  return nodes
    .filter(({ uniqueId, resourceType }) => resourceType === 'source' && dependsOn.includes(uniqueId))
    .map(({ relation, uniqueId }) => ({
      relation: newFilesRelation(relation, name),
      columns: columns.get(uniqueId)!,
    }));
}

function otherColumns(
  node: CompiledModel,
  whole: readonly Column[],
  increment: readonly Column[],
): Diagnostic {
  const list = (columns: readonly Column[]) => columns.map(({ name, type }) => `${name} ${type}`).join(', ');
  return errorDiagnostic(
    'bad-model-config',
    `${node.name} has other columns where is_incremental() is true: ${list(increment)} instead of ${list(whole)}.`,
    { at: node.at, hint: 'Let is_incremental() choose rows only.' },
  );
}
