import type { Config } from '../config/config.ts';
import { isAmazon } from '../config/target.ts';
import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import type { Build, Lake } from '../release/lake.ts';
import type { JointCandidate } from '../release/tasks/join-candidate.ts';
import type { Resumption } from './prepare-run.ts';
import type { RunOptions } from './run-options.ts';
import { type RunPlan, tablesOf } from './run-plan.ts';

/** A run that is one task of several, whose tables are published together. */
export interface JointTask {
  /** Name of the candidate that holds them until then. */
  readonly candidate: string;
  /** Of the same name is another attempt at the task. */
  readonly name: string;
  /** What it found there. */
  readonly joint: JointCandidate;
}

/** What names nodes on a command line. */
export type SelectionOptions = Pick<
  RunOptions,
  'select' | 'exclude' | 'selector' | 'resourceTypes' | 'indirectSelection'
>;

/** What of the options tells one task from another. */
export type TaskOptions = SelectionOptions & Pick<RunOptions, 'candidate'>;

/** The command with what it is about, e.g. `run --select users`. */
export function taskName({ command, ...options }: TaskOptions & Pick<RunOptions, 'command'>): string {
  return [command, ...selectionWords(options)].join(' ');
}

/** The options by which a command line names these nodes. */
export function selectionWords({
  select = [],
  exclude = [],
  selector,
  resourceTypes = [],
  indirectSelection,
}: SelectionOptions): readonly string[] {
  return [
    ...(select.length > 0 ? ['--select', ...select] : []),
    ...(exclude.length > 0 ? ['--exclude', ...exclude] : []),
    ...(selector === undefined ? [] : ['--selector', selector]),
    ...(resourceTypes.length > 0 ? ['--resource-type', ...resourceTypes] : []),
    ...(indirectSelection === undefined ? [] : ['--indirect-selection', indirectSelection]),
  ];
}

/** What others have added to the candidate of a run. Throws SparkifyError `bad-usage` where each task would be a cluster. */
export async function findJoint(
  lake: Lake,
  candidate: string,
  { target }: Pick<Config, 'target'>,
): Promise<JointCandidate> {
  if (isAmazon(target))
    throw new SparkifyError(
      'bad-usage',
      `--candidate is nothing for the target ${target.name}: every task would start a job of its own on EMR.`,
      {
        exitCode: 2,
        hint: 'Run the whole project as one job: sparkify build. Its models run side by side there.',
      },
    );
  return lake.findJoint(candidate);
}

/** What other tasks wrote is read like what an earlier attempt finished: before what the base release has. */
export function jointResumption({ tables }: JointCandidate, plan: RunPlan): Resumption {
  const written = new Set(tablesOf(plan, 'write'));
  const others = tables.filter(({ change }) => !written.has(change.name));
  const kept = others.map(({ change }) => ({ change, recipe: '', reads: [] }));
  return { build: undefined, read: [], kept, standing: new Set(), stale: [], job: undefined };
}

/** Begins the attempt. One that writes no table has something to say, too: that its tests passed. */
export function joinCandidate(
  lake: Lake,
  { candidate, name, joint }: JointTask,
  plan: RunPlan,
): Promise<Build> {
  return lake.join({ candidate, task: name, command: plan.command, base: joint.base });
}

/** The tables of others that a task reads, each with the attempt that wrote it; null where the base release has it. */
export function tablesRead({ joint }: JointTask, plan: RunPlan): Readonly<Record<string, string | null>> {
  const writers = new Map(joint.tables.map(({ attempt, change }) => [change.name, attempt]));
  return Object.fromEntries(tablesOf(plan, 'released').map(name => [name, writers.get(name) ?? null]));
}
