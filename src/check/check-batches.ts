import { eventTimeOf } from '../compile/event-time.ts';
import { isMicrobatch } from '../compile/is-microbatch.ts';
import type { CompiledModel, TableNode } from '../compile/node.ts';
import { tableLabel } from '../compile/table-label.ts';
import { type Diagnostic, errorDiagnostic } from '../diagnostics/diagnostic.ts';
import type { Shadow } from './build-shadow.ts';
import { settingPosition } from './rules/find-in-model.ts';

/** A model that is computed in batches is handed a window of something, or looks itself at which batch it is in. */
export function checkBatches(
  nodes: readonly TableNode[],
  { broken }: Pick<Shadow, 'broken'>,
): readonly Diagnostic[] {
  const tables = new Map(nodes.map(node => [node.uniqueId, node]));
  return nodes
    .filter(isMicrobatch)
    .filter(({ uniqueId }) => !broken.has(uniqueId))
    .flatMap(model => checkModel(model, tables));
}

function checkModel(model: CompiledModel, tables: ReadonlyMap<string, TableNode>): readonly Diagnostic[] {
  const refuse = (message: string, hint: string) => {
    const at = settingPosition(model, 'incremental_strategy');
    return [errorDiagnostic('bad-model-config', message, { at, hint })];
  };
  const { name, batched } = model;
  if (model.file.endsWith('.ts'))
    return refuse(
      `${name} is made of microbatches, which a model in TypeScript cannot be.`,
      'Write it in SQL.',
    );
  const read = batched?.reads.flatMap(id => tables.get(id) ?? []) ?? [];
  if (batched === undefined || batched.knowsBatch || read.some(node => eventTimeOf(node) !== null)) return [];
  const whole =
    read.length === 0
      ? 'reads nothing of which there are windows'
      : `reads all of ${list(read)} in every batch`;
  const hint =
    'Say event_time of what it reads: the column that tells when a row happened. Or filter by {{ model.batch.event_time_start }} and {{ model.batch.event_time_end }}.';
  return refuse(`${name} is made of microbatches, and ${whole}.`, hint);
}

function list(nodes: readonly TableNode[]): string {
  return nodes.map(tableLabel).join(' and ');
}
