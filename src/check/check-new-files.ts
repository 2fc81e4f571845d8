import type { CompiledModel, CompiledSource, TableNode } from '../compile/node.ts';
import { readsNewFiles } from '../compile/reads-new-files.ts';
import { sourceLabel } from '../compile/table-label.ts';
import { type Diagnostic, errorDiagnostic } from '../diagnostics/diagnostic.ts';
import type { Shadow } from './build-shadow.ts';
import type { ColumnLineage } from './lineage/lineage.ts';
import { traceQueries } from './lineage/trace-lineage.ts';
import { settingPosition } from './rules/find-in-model.ts';
import type { Parser } from './schema-reader.ts';

/**
 * A model that reads new files reads one source, and keeps the column that tells the file of each row as it is: by it, what came
 * from a file is found again when the file changes.
 */
export async function checkNewFiles(
  nodes: readonly TableNode[],
  { columns, broken }: Pick<Shadow, 'columns' | 'broken'>,
  parser: Parser,
): Promise<readonly Diagnostic[]> {
  const models = nodes.filter(readsNewFiles).filter(({ uniqueId }) => !broken.has(uniqueId));
  if (models.length === 0) return [];
  const known = { nodes, columns: Object.fromEntries(columns), hooks: { start: [] } };
  const lineages = await traceQueries(models, known, parser);
  const sources = new Map(
    nodes.flatMap(node => (node.resourceType === 'source' ? [[node.uniqueId, node]] : [])),
  );
  return lineages.flatMap(({ columns: traced }, index) => {
    const model = models[index]!;
    const read = model.dependsOn.flatMap(id => sources.get(id) ?? []);
    return checkModel(model, read, traced);
  });
}

/** `read` are the sources that it reads itself. */
function checkModel(
  model: CompiledModel,
  read: readonly CompiledSource[],
  traced: readonly ColumnLineage[],
): readonly Diagnostic[] {
  const refuse = (message: string, hint: string, setting = 'read') =>
    errorDiagnostic('bad-model-config', message, { at: settingPosition(model, setting), hint });
  const [source, second] = read;
  if (source === undefined)
    return [refuse(`${model.name} reads new files, but no source itself.`, 'Read one with source().')];
  if (second !== undefined) {
    const labels = read.map(sourceLabel).join(' and ');
    const hint = 'Let a model of its own read each, and join these.';
    return [refuse(`${model.name} reads new files of two sources, ${labels}.`, hint)];
  }
  const { fileColumn } = source;
  if (fileColumn === null) {
    const hint = `Write file_column: file_name on it in ${source.file}, and select that column.`;
    const message = `${model.name} reads new files of ${sourceLabel(source)}, whose rows do not tell their file.`;
    return [refuse(message, hint)];
  }
  const [key = ''] = model.config.incremental.uniqueKey;
  const column = traced.find(({ name }) => name === key);
  // That it is no column at all another rule says.
  if (column === undefined) return [];
  const { inputs } = column;
  const isFile = ({ table, column, role }: ColumnLineage['inputs'][number]) =>
    table === source.uniqueId && column === fileColumn && role === 'identity';
  if (inputs.length === 1 && inputs.every(isFile)) return [];
  const message = `The unique_key "${key}" of ${model.name} is not, as it is, the column "${fileColumn}" of ${sourceLabel(source)} that tells the file.`;
  const hint = `Select ${fileColumn}, unchanged, and write unique_key: ${fileColumn}.`;
  return [refuse(message, hint, 'unique_key')];
}
