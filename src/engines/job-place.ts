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
  /** A file that a job names, as it was handed to it. */
  original(file: string): string;
  /**
   * Asks for the machines of a job that is to be submitted, so that they start while it is prepared. Undefined where there is
   * nothing to ask for.
   *
   * @param addresses of what it will read
   */
  readonly ask?: (addresses: readonly string[], signal: AbortSignal) => void;
  /**
   * Comes after `ask`, where there is that.
   *
   * @param about is put down with the job, so that another process may join it; undefined where none may
   */
  submit(job: Job, about: JobAbout | undefined, signal: AbortSignal): Promise<RunningJob>;
  /** Takes over a job that another process has submitted, by its id. Undefined where jobs end with that process. */
  readonly join?: (id: string, signal: AbortSignal) => Promise<RunningJob>;
  /** Ends what was asked for, and for which nothing was submitted. */
  close(): Promise<void>;
}

/** By what another process tells whether a job does what it would itself have one do, and takes it over. */
export interface JobAbout {
  /** What each of its tasks follows from, by id. */
  readonly tasks: Readonly<Record<string, string>>;
  /** What lies in the files that were handed to it, by the names that they have there. */
  readonly handed: Readonly<Record<string, string>>;
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
  /** Ends it, and waits until nothing of it runs any more. What it told stays, for a process that joins it later. */
  stopped(): Promise<void>;
  /** Lets go of what it told: nobody is to join it. Comes after `stopped`. */
  forget(): Promise<void>;
}
