/** What the scheduler needs to know of a task. */
export interface Schedulable {
  readonly id: string;
  readonly dependsOn: readonly string[];
}

export type TaskOutcome = 'done' | 'failed';

export interface ScheduleOptions<T extends Schedulable> {
  /** How many tasks run at once. */
  readonly concurrency: number;
  /** Once aborted, no further task starts. */
  readonly signal: AbortSignal;
  /** Runs a task. It never throws: a thrown error is a bug and ends the schedule. */
  readonly run: (task: T) => Promise<TaskOutcome>;
  /** Told of a task that will not run; `because` is the parent that failed or was skipped, if that is why. */
  readonly skip: (task: T, because: string | undefined) => void;
}

/**
 * Runs each task as soon as those it depends on are done, earlier tasks first where several are ready. Knows nothing
 * of SQL. Resolves when nothing runs any more.
 */
export async function schedule<T extends Schedulable>(
  tasks: readonly T[],
  options: ScheduleOptions<T>,
): Promise<void> {
  const waiting = new Set(tasks);
  const outcomes = new Map<string, TaskOutcome | 'skipped'>();
  const running = new Set<Promise<void>>();

  const start = (task: T): void => {
    waiting.delete(task);
    const promise: Promise<void> = options.run(task).then(outcome => {
      outcomes.set(task.id, outcome);
      running.delete(promise);
    });
    running.add(promise);
  };

  const skip = (task: T, because: string | undefined): void => {
    waiting.delete(task);
    outcomes.set(task.id, 'skipped');
    options.skip(task, because);
  };

  while (waiting.size > 0 || running.size > 0) {
    for (const task of waiting) {
      const broken = task.dependsOn.find(
        id => outcomes.get(id) === 'failed' || outcomes.get(id) === 'skipped',
      );
      if (broken !== undefined) skip(task, broken);
      else if (options.signal.aborted) skip(task, undefined);
      else if (running.size < options.concurrency && task.dependsOn.every(id => outcomes.get(id) === 'done'))
        start(task);
    }
    if (running.size > 0) await Promise.race(running);
  }
}
