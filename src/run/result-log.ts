import type { EmitRunEvent, NodeResult } from './run-event.ts';
import type { RunPlan, RunTask } from './run-plan.ts';
import { taskLabel } from './task-label.ts';
import { skippedResult } from './task-result.ts';

/**
 * Turns the ends of tasks into one result for each node that was asked for, and tells of it. A node of two tasks ends
 * with the second; what only serves others is told of when it fails.
 */
export class ResultLog {
  readonly results: NodeResult[] = [];
  readonly #emit: EmitRunEvent;
  #total: number;
  /** What reporters call the node of a task, by the task's id. */
  readonly #names: ReadonlyMap<string, string>;
  /** Numbers of the nodes that have started, by unique id. */
  readonly #numbers = new Map<string, number>();
  readonly #computed = new Map<string, NodeResult>();
  readonly #ended = new Set<string>();

  constructor(plan: RunPlan, emit: EmitRunEvent) {
    this.#emit = emit;
    this.#names = new Map(plan.tasks.map(task => [task.id, taskLabel(task).name]));
    this.#total = plan.tasks.filter(task => task.selected && task.last).length;
  }

  started(task: RunTask): void {
    if (!task.selected || this.#numbers.has(task.node.uniqueId)) return;
    this.#emit({
      type: 'node-started',
      index: this.#number(task),
      total: this.#total,
      node: taskLabel(task),
    });
  }

  ended(task: RunTask, result: NodeResult): void {
    const succeeded = result.status === 'success';
    if (succeeded && !task.last) this.#computed.set(task.node.uniqueId, result);
    else if (task.selected || !(succeeded || result.status === 'skipped'))
      this.#finish(task, this.#whole(task, result));
  }

  /** `because` is the id of the task that broke this one, or says itself what did. */
  skipped(task: RunTask, because: string | undefined, now: number): void {
    if (!task.selected || this.#ended.has(task.node.uniqueId)) return;
    const name = because === undefined ? undefined : (this.#names.get(because) ?? because);
    this.#finish(task, skippedResult(task, name, now));
  }

  #finish(task: RunTask, result: NodeResult): void {
    // It was not asked for, but takes a line of its own.
    if (!task.selected) this.#total++;
    this.#ended.add(task.node.uniqueId);
    this.results.push(result);
    this.#emit({ type: 'node-finished', index: this.#number(task), total: this.#total, result });
  }

  /** The time of both tasks of a node, without the wait between them. */
  #whole(task: RunTask, result: NodeResult): NodeResult {
    const computed = this.#computed.get(task.node.uniqueId);
    if (computed === undefined) return result;
    const { startedAt, executionTime, batches } = computed;
    return { ...result, batches, startedAt, executionTime: executionTime + result.executionTime };
  }

  #number(task: RunTask): number {
    const id = task.node.uniqueId;
    const number = this.#numbers.get(id) ?? this.#numbers.size + 1;
    this.#numbers.set(id, number);
    return number;
  }
}
