import type { Config } from '../../config/config.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import { startOffer } from '../../engines/emr/offer.ts';
import type { EmitRunEvent } from '../run-event.ts';
import type { RunPlan } from '../run-plan.ts';
import { isRemote } from './plan-job.ts';

/** Asks whether what was shown may be started. */
export type Confirm = (signal: AbortSignal) => Promise<boolean>;

export interface Confirmation {
  readonly config: Pick<Config, 'target'>;
  readonly plan: RunPlan;
  /** Undefined where nobody is asked. */
  readonly confirm?: Confirm | undefined;
  readonly emit: EmitRunEvent;
  readonly signal: AbortSignal;
}

/**
 * Shows what a run would start elsewhere, and goes on if it may.
 *
 * @throws SparkifyError `not-confirmed`
 */
export async function confirmStart({ config, plan, confirm, emit, signal }: Confirmation): Promise<void> {
  const offer = startOffer(config.target);
  if (offer === undefined || !plan.tasks.some(isRemote)) return;
  for (const message of offer) emit({ type: 'cluster', message });
  if (confirm === undefined || (await confirm(signal))) return;
  throw new SparkifyError('not-confirmed', `Nothing was started for the target ${config.target.name}.`, {
    hint: 'Answer with "y", or give --yes to start it without being asked.',
  });
}
