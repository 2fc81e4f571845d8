import type { RunTask } from './run-plan.ts';

/** Gives sources their rows. */
export interface SourceBinder {
  /** Binds the relation of a source; with several readers it is read once. */
  bind(task: RunTask): Promise<void>;
  /** Does `work`; when it meets bad records, quarantines them if the source says so, and does it again. */
  mending<T>(task: RunTask, work: () => Promise<T>): Promise<T>;
}
