import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { NodeResult, NodeStatus } from './run-event.ts';
import type { RunPlan, RunTask } from './run-plan.ts';
import { taskLabel } from './task-label.ts';

type Details = Partial<Omit<NodeResult, 'node' | 'status'>>;

/** A result with everything that is not said left undefined. */
export function taskResult(
  task: RunTask,
  status: NodeStatus,
  startedAt: number,
  endedAt: number,
  details: Details,
): NodeResult {
  return {
    node: taskLabel(task),
    status,
    startedAt: new Date(startedAt).toISOString(),
    executionTime: (endedAt - startedAt) / 1000,
    rows: undefined,
    bytes: undefined,
    files: undefined,
    unchanged: undefined,
    failures: undefined,
    sample: undefined,
    compiledPath: undefined,
    message: undefined,
    diagnostic: undefined,
    ...details,
  };
}

/** What is said of a task that did not run. */
export function skippedResult(task: RunTask, because: string | undefined, now: number): NodeResult {
  const message = because === undefined ? 'the run was stopped' : `because of ${because}`;
  return taskResult(task, 'skipped', now, now, { message });
}

/** What is known of a run until it ends: that nothing of it ended. */
export function unendedResults({ tasks }: RunPlan, now: number): readonly NodeResult[] {
  const message = 'the run did not end';
  return tasks
    .filter(task => task.selected && task.last)
    .map(task => taskResult(task, 'skipped', now, now, { message }));
}

/** A failure's diagnostic as the result of its task. */
export function errorResult(
  task: RunTask,
  diagnostic: Diagnostic,
  startedAt: number,
  endedAt: number,
  compiledPath: string | undefined,
): NodeResult {
  return taskResult(task, 'error', startedAt, endedAt, {
    message: diagnostic.message,
    diagnostic,
    compiledPath,
  });
}
