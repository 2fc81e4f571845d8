import { AsyncLocalStorage } from 'node:async_hooks';

/** What the scheduler needs to know of a task. */
export interface Schedulable {
  readonly id: string;
  /** Ids of other tasks of the same schedule. */
  readonly dependsOn: readonly string[];
}

export type TaskOutcome = 'done' | 'failed';

export interface ScheduleOptions<T extends Schedulable> {
  /** How many tasks run at once, and how many more may stand aside. */
  readonly concurrency: number;
  /** Once aborted, no further task starts. */
  readonly signal: AbortSignal;
  /** Runs a task. What it throws is a bug and ends the schedule at once. */
  readonly run: (task: T) => Promise<TaskOutcome>;
  /** Told of a task that will not run; `because` is the parent that failed or was skipped, if that is why. */
  readonly skip: (task: T, because: string | undefined) => void;
}

/**
 * Runs each task as soon as those it depends on are done, earlier tasks first where several are ready. Knows nothing
 * of SQL. `tasks` stand in an order that respects `dependsOn`. Resolves when nothing runs any more.
 */
export async function schedule<T extends Schedulable>(
  tasks: readonly T[],
  options: ScheduleOptions<T>,
): Promise<void> {
  const board = new Board(tasks);
  const running = new Map<T, Promise<T>>();
  const siding = new Siding(options.concurrency);
  for (;;) {
    while (!options.signal.aborted && running.size - siding.size < options.concurrency) {
      const task = board.nextReady();
      if (task === undefined) break;
      // Whatever of its work may still go on.
      const run = () => start(task, options, board).finally(() => siding.leave(task));
      running.set(task, places.run({ task, siding }, run));
    }
    if (running.size === 0) break;
    const ended = await Promise.race([...running.values(), siding.next()]);
    if (ended !== undefined) running.delete(ended);
  }
  for (const task of board.unfinished()) options.skip(task, board.brokenParent(task));
}

/** The current task, and where it may stand aside. */
const places = new AsyncLocalStorage<{ readonly task: Schedulable; readonly siding: Siding }>();

/**
 * Does work that waits for others and keeps nothing busy here, at the end of a task: what comes after it does not wait for its turn. Called
 * by a task of a schedule, it lets another one run meanwhile, as long as not as many stand aside as may run at once: what they have at
 * hand, in memory and on the disk, is bounded.
 *
 * @example await aside(() => uploads.finish())
 */
export async function aside<R>(work: () => Promise<R>): Promise<R> {
  const { task, siding } = places.getStore() ?? {};
  const stands = task !== undefined && siding?.enter(task);
  try {
    return await work();
  } finally {
    if (stands) siding?.leave(task);
  }
}

/** Where tasks stand aside. */
class Siding {
  readonly #tasks = new Set<Schedulable>();
  readonly #room: number;
  #tell: () => void = () => undefined;

  constructor(room: number) {
    this.#room = room;
  }

  get size(): number {
    return this.#tasks.size;
  }

  /** False when the task stands there already, or there is no room. */
  enter(task: Schedulable): boolean {
    if (this.#tasks.has(task) || this.#tasks.size === this.#room) return false;
    this.#tasks.add(task);
    this.#tell();
    return true;
  }

  leave(task: Schedulable): void {
    this.#tasks.delete(task);
  }

  /** Until one more has entered. */
  next(): Promise<undefined> {
    return new Promise(entered => {
      this.#tell = () => entered(undefined);
    });
  }
}

async function start<T extends Schedulable>(
  task: T,
  options: ScheduleOptions<T>,
  board: Board<T>,
): Promise<T> {
  const outcome = await options.run(task);
  if (outcome === 'done') board.done(task);
  else for (const { task: skipped, because } of board.failed(task)) options.skip(skipped, because);
  return task;
}

/** Counts what each task still waits for, so that a finished task costs no more than its own edges. */
class Board<T extends Schedulable> {
  readonly #waitsFor = new Map<string, number>();
  readonly #children = new Map<string, T[]>();
  readonly #place = new Map<T, number>();
  readonly #open: Set<T>;
  readonly #broken = new Set<string>();
  #ready: T[];

  constructor(tasks: readonly T[]) {
    this.#open = new Set(tasks);
    for (const [place, task] of tasks.entries()) {
      this.#place.set(task, place);
      const parents = new Set(task.dependsOn);
      this.#waitsFor.set(task.id, parents.size);
      for (const id of parents) this.#children.set(id, [...(this.#children.get(id) ?? []), task]);
    }
    this.#ready = tasks.filter(task => task.dependsOn.length === 0);
  }

  nextReady(): T | undefined {
    const task = this.#ready.shift();
    if (task !== undefined) this.#open.delete(task);
    return task;
  }

  done(task: T): void {
    const freed: T[] = [];
    for (const child of this.#children.get(task.id) ?? []) {
      const left = this.#waitsFor.get(child.id)! - 1;
      this.#waitsFor.set(child.id, left);
      if (left === 0 && this.#open.has(child)) freed.push(child);
    }
    if (freed.length === 0) return;
    this.#ready = [...this.#ready, ...freed].sort((a, b) => this.#place.get(a)! - this.#place.get(b)!);
  }

  /** Takes every descendant off the board, each with the parent that broke it. */
  failed(task: T): readonly { readonly task: T; readonly because: string }[] {
    this.#broken.add(task.id);
    const skipped: { task: T; because: string }[] = [];
    const queue = [task];
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      for (const child of this.#children.get(next.id) ?? []) {
        if (!this.#open.delete(child)) continue;
        this.#broken.add(child.id);
        skipped.push({ task: child, because: next.id });
        queue.push(child);
      }
    }
    return skipped;
  }

  unfinished(): readonly T[] {
    return [...this.#open];
  }

  brokenParent(task: T): string | undefined {
    return task.dependsOn.find(id => this.#broken.has(id));
  }
}
