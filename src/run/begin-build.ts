import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import type { FinishedTable } from '../release/finished-tables.ts';
import type { Build, Lake } from '../release/lake.ts';
import type { TableChange } from '../release/table-change.ts';
import { type DeferredTables, deferredNames } from './defer/deferral.ts';
import { joinedJob } from './job/join-job.ts';
import { joinCandidate } from './joint-task.ts';
import type { PreparedRun } from './prepare-run.ts';
import type { Reuse } from './reuse.ts';
import type { RunInput } from './run-input.ts';
import { type RunPlan, type RunTask, tablesOf } from './run-plan.ts';
import { expectedState } from './state-of-run.ts';
import type { TableWriter } from './table-writer.ts';

/** The tables of the lake that a run has to do with. */
export interface RunTables {
  /** Names of those that it computes and publishes. */
  readonly written: readonly string[];
  /** Those that an earlier attempt finished and that are published as they are. */
  readonly kept: readonly FinishedTable[];
  /** Names of those that it or an earlier attempt read from the base release. */
  readonly reads: readonly string[];
}

export function runTables({
  plan,
  resumption,
  grounds: { deferred },
}: Pick<PreparedRun, 'plan' | 'resumption' | 'grounds'>): RunTables {
  const kept = resumption?.kept ?? [];
  const own = new Set(kept.map(({ change }) => change.name));
  const elsewhere = deferredNames(
    plan.tasks.map(({ node }) => node),
    deferred,
  );
  const released = tablesOf(plan, 'released').filter(name => !own.has(name) && !elsewhere.has(name));
  const reads = new Set([...released, ...kept.flatMap(table => table.reads)]);
  return { written: tablesOf(plan, 'write'), kept, reads: [...reads].sort() };
}

/** What an earlier attempt and this run made of tables. */
export function allChanges(
  { kept }: RunTables,
  writer: Pick<TableWriter, 'changes'> | undefined,
): readonly TableChange[] {
  return [...kept.map(({ change }) => change), ...(writer?.changes() ?? [])];
}

/** Unique ids of what is read as the base release holds it. */
export function asPublished(
  { tasks }: RunPlan,
  { kept }: RunTables,
  deferred: DeferredTables | undefined,
): ReadonlySet<string> {
  const own = new Set([...kept.map(({ change }) => change.node), ...(deferred?.tables.keys() ?? [])]);
  const released = tasks.filter(({ kind }) => kind === 'released').map(({ node }) => node.uniqueId);
  return new Set(released.filter(id => !own.has(id)));
}

interface BuildToBegin
  extends Pick<PreparedRun, 'plan' | 'grounds' | 'reuse' | 'resumption' | 'task'>,
    Pick<RunInput, 'keeping' | 'publish' | 'reading'> {
  readonly lake: { readonly lake: Lake };
}

/**
 * Begins a build, takes up the one that a retry goes on with, or adds to the candidate that tasks share. Undefined when nothing is to be
 * published.
 */
export async function beginBuild(
  input: BuildToBegin,
  { written, kept, reads }: RunTables,
): Promise<Build | undefined> {
  const { plan, resumption, task } = input;
  const { base } = input.grounds;
  const { lake } = input.lake;
  const isPlain = task === undefined && resumption?.build === undefined;
  await lake.checkTables(written, isPlain ? base : undefined);
  if (task !== undefined) return joinCandidate(lake, task, plan);
  if (resumption?.build !== undefined) {
    const touches = new Set([...written, ...kept.map(({ change }) => change.name), ...reads]);
    const joins = joinedJob(resumption) !== undefined;
    return lake.resume(resumption.build, { touches, joins }).catch(error => {
      const isMoved = error instanceof SparkifyError && error.code === 'lake-moved';
      throw isMoved ? cannotResume(error, plan.command) : error;
    });
  }
  const isNeeded = written.length > 0 || (await tellsMore(input));
  return isNeeded ? lake.begin({ command: plan.command, base }) : undefined;
}

/** The release may be told of more than tables: of tests that passed on those that it has, and of other code that they are made of. */
async function tellsMore(input: BuildToBegin): Promise<boolean> {
  const { plan, reuse, publish, reading, grounds, lake } = input;
  if (!publish) return false;
  if (reuse !== undefined && plan.tasks.some(task => isPutDown(task, reuse))) return true;
  const { base } = grounds;
  if (plan.command === 'test' || reading !== undefined || base === undefined) return false;
  const state = expectedState(input);
  return state !== undefined && lake.lake.changesState(state, base);
}

/** Whether the next run may leave it out, once it has ended well. */
function isPutDown({ kind, node }: RunTask, reuse: Reuse): boolean {
  return kind !== 'released' && !reuse.always.has(node.uniqueId);
}

/** Whether a build that could not be published may be tried again as it is: not when others have changed its grounds. */
export function mayRetry(error: unknown): boolean {
  return error instanceof SparkifyError && error.code !== 'lake-moved' && error.code !== 'lost-candidate';
}

function cannotResume(cause: SparkifyError, command: string): SparkifyError {
  return new SparkifyError('lake-moved', cause.message, {
    hint: `What was kept for a retry rests on the release before. Run \`sparkify ${command}\` to compute it anew.`,
    cause,
  });
}
