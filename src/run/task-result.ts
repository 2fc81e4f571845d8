import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { nodeResult, type ResultDetails } from './node-result.ts';
import type { NodeResult, NodeStatus } from './run-event.ts';
import type { RunPlan, RunTask } from './run-plan.ts';
import { taskLabel } from './task-label.ts';

/** What became of a task. */
export function taskResult(
  task: RunTask,
  status: NodeStatus,
  startedAt: number,
  endedAt: number,
  details: ResultDetails,
): NodeResult {
  return nodeResult(taskLabel(task), status, startedAt, endedAt, details);
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
