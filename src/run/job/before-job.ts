import type { Resumption } from '../prepare-run.ts';
import type { Reading } from '../reading.ts';
import { type Confirmation, confirmStart } from './confirm-start.ts';
import { refuseAdding, refuseReading } from './job-run.ts';
import { joinedJob } from './join-job.ts';

export interface JobAsked extends Confirmation {
  readonly reading?: Reading | undefined;
  /** Unique ids of models that only add what is new. */
  readonly adding: ReadonlySet<string>;
  readonly resumption: Resumption | undefined;
}

/** What stops a run on another engine than DuckDB before anything is done. */
export async function beforeJob(asked: JobAsked): Promise<void> {
  const { config, plan, reading, adding } = asked;
  refuseReading(config, reading);
  refuseAdding(config, plan, adding);
  // What goes on already is not started.
  if (joinedJob(asked.resumption) === undefined) await confirmStart(asked);
}
