import type { CompiledNode } from '../compile/node.ts';

export type RunCommand = 'build' | 'run' | 'test' | 'seed';

/**
 * What a task does: read a raw source, read a table of the base release, compute a model or seed, or run a data test.
 */
export type TaskKind = 'source' | 'released' | 'compute' | 'test';

export interface RunTask {
  /** The unique id of its node. */
  readonly id: string;
  readonly kind: TaskKind;
  readonly node: CompiledNode;
  /** Ids of tasks that come first. */
  readonly dependsOn: readonly string[];
  /** How many tasks read its relation. */
  readonly readers: number;
  /** Whether the user asked for it. What only serves another task is not reported. */
  readonly selected: boolean;
  /** Whether its rows become part of the release. */
  readonly publish: boolean;
}

/** Plain data: what a run will do, in an order that respects `dependsOn`. */
export interface RunPlan {
  readonly command: RunCommand;
  readonly tasks: readonly RunTask[];
}
