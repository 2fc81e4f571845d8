import { followsTable } from '../compile/follows-table.ts';
import { type CompiledModel, isPublished, type TableNode } from '../compile/node.ts';
import { tableLabel } from '../compile/table-label.ts';
import { type Diagnostic, errorDiagnostic } from '../diagnostics/diagnostic.ts';
import type { Shadow } from './build-shadow.ts';
import type { ColumnLineage } from './lineage/lineage.ts';
import { traceQueries } from './lineage/trace-lineage.ts';
import { settingPosition } from './rules/find-in-model.ts';
import type { Parser } from './schema-reader.ts';

/**
 * A model that follows a table reads it itself and has its key, and all that it reads besides is published: of a lake it is
 * known whether that changed.
 */
export async function checkFollows(
  nodes: readonly TableNode[],
  { columns, broken }: Pick<Shadow, 'columns' | 'broken'>,
  parser: Parser,
): Promise<readonly Diagnostic[]> {
  const models = nodes.filter(followsTable).filter(({ uniqueId }) => !broken.has(uniqueId));
  if (models.length === 0) return [];
  const known = { nodes, columns: Object.fromEntries(columns), hooks: { start: [] } };
  const lineages = await traceQueries(models, known, parser);
  const tables = new Map(nodes.map(node => [node.uniqueId, node]));
  return lineages.flatMap(({ columns: traced }, index) => checkModel(models[index]!, tables, traced));
}

function checkModel(
  model: CompiledModel,
  tables: ReadonlyMap<string, TableNode>,
  traced: readonly ColumnLineage[],
): readonly Diagnostic[] {
  const refuse = (message: string, hint: string, setting = 'follows') => [
    errorDiagnostic('bad-model-config', message, { at: settingPosition(model, setting), hint }),
  ];
  const { name, config } = model;
  const { uniqueKey } = config.incremental;
  const wanted = config.incremental.follows!;
  const read = model.dependsOn.flatMap(id => tables.get(id) ?? []);
  const followed = read.find(node => node.resourceType !== 'source' && node.name === wanted);
  if (followed === undefined)
    return refuse(`${name} follows ${wanted}, but does not read it.`, `Read it with ref('${wanted}').`);
  if (!isPublished(followed))
    return refuse(`${name} follows ${wanted}, which is not published.`, 'Follow a model that is.');
  const source = unpublishedSource(read, tables);
  if (source !== undefined) {
    const hint = 'Publish a model that reads it, and read that.';
    return refuse(`${name} follows ${wanted}, and reads ${tableLabel(source)} beside it.`, hint);
  }
  return uniqueKey.flatMap(key => {
    const column = traced.find(each => each.name === key);
    // That it is no column at all another rule says.
    if (column === undefined || isSame(column, followed.uniqueId)) return [];
    const message = `The unique_key "${key}" of ${name} is not, as it is, the column "${key}" of ${wanted}, which it follows.`;
    return refuse(message, `Select ${key} of ${wanted} unchanged, or name another unique_key.`, 'unique_key');
  });
}

function isSame({ name, inputs }: ColumnLineage, followed: string): boolean {
  return (
    inputs.length > 0 &&
    inputs.every(({ table, column, role }) => {
      return table === followed && column === name && role === 'identity';
    })
  );
}

/** Of what is read, directly or through what is not published, a source. */
function unpublishedSource(
  read: readonly TableNode[],
  tables: ReadonlyMap<string, TableNode>,
): TableNode | undefined {
  const open = [...read];
  const seen = new Set<TableNode>();
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.resourceType === 'source') return node;
    if (seen.has(node)) continue;
    seen.add(node);
    if (!node.config.published) open.push(...node.dependsOn.flatMap(id => tables.get(id) ?? []));
  }
  return undefined;
}
