import { lakeName } from '../columns/table-name.ts';
import type { RunnableNode, TableNode } from '../compile/node.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';

export type RunCommand = 'build' | 'run' | 'test' | 'seed' | 'snapshot';

/**
 * What a task does: read a raw source, look for keys that a source does not declare (where reading does not tell), read
 * a table of the base release, compute a model or seed, write its rows as files of the release, or run a data test or
 * a unit test.
 * Whoever reads a model waits until it is computed, not until it is written.
 */
export type TaskKind = 'source' | 'keys' | 'released' | 'compute' | 'write' | 'test' | 'unit';

export interface RunTask {
  /** The unique id of its node; with `/write` behind it for the task that writes the node's rows. */
  readonly id: string;
  readonly kind: TaskKind;
  readonly node: RunnableNode;
  /** Ids of tasks that come first. */
  readonly dependsOn: readonly string[];
  /** How many tasks read its relation. */
  readonly readers: number;
  /** Whether the user asked for it. What only serves another task is not reported. */
  readonly selected: boolean;
  /** Whether its end is the end of its node: a computed table that is still to be written has not ended. */
  readonly last: boolean;
}

/** Plain data: what a run will do, in an order that respects `dependsOn`. */
export interface RunPlan {
  readonly command: RunCommand;
  readonly tasks: readonly RunTask[];
  /** Whether every test of every table that it writes is among its tasks. */
  readonly tested: boolean;
  /** What was asked for and will not be done. */
  readonly warnings: readonly Diagnostic[];
}

/** What the lake calls the tables that a plan reads from it, or writes to it. */
export function tablesOf(plan: Pick<RunPlan, 'tasks'>, kind: 'released' | 'write'): readonly string[] {
  return plan.tasks
    .filter(task => task.kind === kind)
    .map(task => lakeName((task.node as TableNode).relation));
}
