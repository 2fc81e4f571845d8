import type { Column } from '../columns/column.ts';
import { changesRelation, newFilesRelation } from '../columns/relation.ts';
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
    const parts = partTables(node, nodes, columns);
    if (parts.length > 0) await reader.createTables(parts);
    const bound = await bindQuery({ ...node, ...node.increment }, reader, hidden);
    found.push(...bound.diagnostics);
    if (bound.columns === undefined) continue;
    if (!sameColumns(bound.columns, whole)) found.push(otherColumns(node, whole, bound.columns));
  }
  return found;
}

/** What stands in the query in place of a source of which it reads new files only, or of a table that it follows. */
function partTables(
  { name, config, dependsOn }: CompiledModel,
  nodes: readonly TableNode[],
  columns: Shadow['columns'],
): readonly EmptyTable[] {
  const { read, follows } = config.incremental;
  return nodes
    .filter(({ uniqueId }) => dependsOn.includes(uniqueId))
    .flatMap(({ relation, uniqueId, resourceType, name: table }) => {
      const known = columns.get(uniqueId)!;
      if (resourceType !== 'source')
        return table === follows ? [{ relation: changesRelation(relation, name), columns: known }] : [];
      return read === 'new_files' ? [{ relation: newFilesRelation(relation, name), columns: known }] : [];
    });
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
