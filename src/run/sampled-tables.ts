import { isTable, type TableNode } from '../compile/node.ts';
import { type Diagnostic, warning } from '../diagnostics/diagnostic.ts';
import type { Reading, Samplings } from './reading.ts';
import type { RunPlan, RunTask } from './run-plan.ts';
import { type TablesToRead, tableToRead } from './table-to-read.ts';

/** What the tables of a run are samples of, by unique id: `10% of the rows`. Whole tables are not among them. */
export type SampledTables = ReadonlyMap<string, string>;

export interface SampledInput extends TablesToRead {
  readonly plan: Pick<RunPlan, 'tasks'>;
  readonly samplings: Samplings;
  readonly reading: Reading | undefined;
}

/** Whatever reads a sample is one, whether the sample is taken in this run or was published by an earlier one. */
export function findSampledTables(input: SampledInput): SampledTables {
  const { plan, samplings, reading } = input;
  const sampled = new Map<string, string>();
  const sampleOf = (node: TableNode, kind: RunTask['kind']) => {
    if (samplings.has(node.uniqueId)) return renderReading(reading);
    if (kind === 'released') return tableToRead(node, input)?.sample;
    return node.dependsOn.map(parent => sampled.get(parent)).find(sample => sample !== undefined);
  };
  for (const { node, kind } of plan.tasks) {
    if (!isTable(node) || kind === 'write' || kind === 'keys') continue;
    const sample = sampleOf(node, kind);
    if (sample !== undefined) sampled.set(node.uniqueId, sample);
  }
  return sampled;
}

/** Published samples that a plan reads as if they were whole. */
export function sampledTableWarnings(
  { command, tasks }: Pick<RunPlan, 'command' | 'tasks'>,
  read: TablesToRead,
): readonly Diagnostic[] {
  return tasks.flatMap(({ kind, node }) => {
    const sample = kind === 'released' ? tableToRead(node as TableNode, read)?.sample : undefined;
    if (sample === undefined) return [];
    const place = read.deferred?.tables.has(node.uniqueId) ? read.deferred.place : undefined;
    const what = `The lake${place === undefined ? '' : ` ${place}`} holds only a sample of ${node.name}: ${sample}.`;
    const then =
      command === 'test'
        ? 'What is found there says nothing of the rest.'
        : 'What is computed from it is one, too.';
    return [
      warning('sampled-table', `${what} ${then}`, {
        hint: `Build it whole${place === undefined ? '' : ', on the target of that lake'}: sparkify build --select +${node.name}+`,
      }),
    ];
  });
}

/** Undefined when the rows are all there. */
function renderReading(reading: Reading | undefined): string | undefined {
  if (reading === undefined || reading === 'nothing') return undefined;
  switch (reading.kind) {
    case 'rows':
      return `${reading.count} ${reading.count === 1 ? 'row' : 'rows'} of each source`;
    case 'share':
      return reading.percent === 100 ? undefined : `${reading.percent}% of the rows of each source`;
    case 'window':
      return `from ${shortTime(reading.start)} to before ${shortTime(reading.end)}`;
  }
}

/** Without the parts of a second, and of a day, that are 0. */
function shortTime(time: string): string {
  return time.replace(/(?: 00:00:00)?\.000$/, '');
}
