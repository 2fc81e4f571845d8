import type { Job, JobAnswer, JobEvent } from './job.ts';

/** Where a job runs, and how it gets at what lies on this machine. */
export interface JobPlace {
  /** Whether it writes tables into the lake itself, and not to the disk of this machine. */
  readonly isRemote: boolean;
  /**
   * Lets the job read files of this machine. Gives where it finds each: a path, or an address. What it can reach anyway
   * stays as it is.
   */
  hand(paths: readonly string[]): Promise<readonly string[]>;
  /** What the job calls a file, as this machine calls it. */
  original(file: string): string;
  submit(job: Job, signal: AbortSignal): Promise<RunningJob>;
}

/** A job under way. */
export interface RunningJob {
  /**
   * What happens, until it has finished.
   *
   * @throws SparkifyError `no-spark`, `spark-failed`, `cluster-failed` and the like when the job ends before it is done
   */
  readonly events: AsyncIterable<JobEvent>;
  /** Answers what an event asked. */
  answer(name: string, answer: JobAnswer): Promise<void>;
  /** Waits until nothing of it runs any more. */
  stopped(): Promise<void>;
}
