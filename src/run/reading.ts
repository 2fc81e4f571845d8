import type { Column } from '../columns/column.ts';
import { findColumn } from '../columns/find-column.ts';
import { eventTimeOf } from '../compile/event-time.ts';
import { type CompiledNode, isTable, type TableNode } from '../compile/node.ts';
import { tableLabel } from '../compile/table-label.ts';
import type { Sampling } from '../engines/session.ts';
import type { RunEvent } from './run-event.ts';
import type { RunPlan } from './run-plan.ts';
import type { SampleSpec } from './sample-spec.ts';

/** What of the data a run reads when it does not read all: no row at all, or a sample. Computed tables follow from it. */
export type Reading = 'nothing' | SampleSpec;

/** How what a run reads is cut, by unique id: raw sources, seeds, and tables of the release. Others are read whole. */
export type Samplings = ReadonlyMap<string, Sampling>;

/**
 * Decides which rows of each table a plan reads. A time cuts whatever has an `event_time`, as in dbt; a number or a
 * share cuts raw sources only.
 */
export function planReading(
  reading: Reading | undefined,
  { tasks }: Pick<RunPlan, 'tasks'>,
  columns: Readonly<Record<string, readonly Column[]>>,
): Samplings {
  if (reading === undefined) return new Map();
  return new Map(
    readTables(tasks).flatMap(node => {
      const sampling = samplingOf(node, reading, columns[node.uniqueId] ?? []);
      return sampling === undefined ? [] : [[node.uniqueId, sampling] as const];
    }),
  );
}

/** What a run says of it before it reads anything. */
export function readingEvent(
  reading: Reading,
  { tasks }: Pick<RunPlan, 'tasks'>,
  samplings: Samplings,
): RunEvent {
  const tables = readTables(tasks);
  const isWhole = (node: TableNode) => !samplings.has(node.uniqueId);
  return {
    type: 'reading',
    option: reading === 'nothing' ? 'empty' : 'sample',
    sampled: tables
      .filter(node => !isWhole(node))
      .map(node => ({ name: tableLabel(node), rows: renderSampling(samplings.get(node.uniqueId)!) })),
    whole: tables.filter(isWhole).map(tableLabel),
  };
}

function renderSampling(sampling: Sampling): string {
  switch (sampling.kind) {
    case 'window':
      return `${sampling.column} from ${sampling.start} to before ${sampling.end}`;
    case 'rows':
      return `${sampling.count} ${sampling.count === 1 ? 'row' : 'rows'} at most`;
    case 'share':
      return `${sampling.percent} % of the rows`;
  }
}

/** What a plan does not compute itself. */
function readTables(tasks: RunPlan['tasks']): readonly TableNode[] {
  return tasks.flatMap(({ node, kind }) =>
    isTable(node) && (kind === 'source' || kind === 'released' || isSeed(node, kind)) ? [node] : [],
  );
}

function isSeed(node: CompiledNode, kind: string): boolean {
  return node.resourceType === 'seed' && kind === 'compute';
}

function samplingOf(node: TableNode, reading: Reading, columns: readonly Column[]): Sampling | undefined {
  if (reading === 'nothing') return { kind: 'rows', count: 0 };
  if (reading.kind === 'rows' && reading.ofTables) return { kind: 'rows', count: reading.count };
  if (reading.kind !== 'window') return node.resourceType === 'source' ? reading : undefined;
  const name = eventTimeOf(node);
  if (name === null) return undefined;
  // What `check` found sound is a time.
  const column = findColumn(node.resourceType === 'source' ? node.declared : columns, name)!;
  return { ...reading, column: column.name };
}
