import { setTimeout as wait } from 'node:timers/promises';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import { awsFailure, wasNeverSent } from '../../storage/aws/aws-failure.ts';
import { Pauses } from './pauses.ts';

/** Something on AWS that a request starts as often as it is heard. */
export interface Start {
  /** Asks for it, once. Gives its id. */
  readonly ask: () => Promise<string>;
  /** The ids of all that requests have started, heard of or not. */
  readonly find: () => Promise<readonly string[]>;
  readonly signal: AbortSignal;
}

/** For so long what was not taken is asked for again. Milliseconds. */
const patience = 30_000;
/** When it is looked for after a request that may have been heard: AWS may still be about to start it. Milliseconds. */
const looks = [500, 1500, 4000];

/**
 * Starts something, and takes care not to start two. After a request of which it is open whether AWS has acted, it is looked for
 * what came of it. A request is repeated only where AWS says that it was not carried out, or where it never left.
 *
 * Gives the id, and those of others that were started all the same.
 *
 * @throws what the last request did
 */
export async function startOnce({ ask, find, signal }: Start): Promise<readonly [string, ...string[]]> {
  const until = performance.now() + patience;
  let mayBeThere = false;
  for (const pauses = new Pauses(); ; ) {
    try {
      const id = await ask();
      const there = mayBeThere ? await find().catch(() => []) : [];
      return [id, ...there.filter(other => other !== id)];
    } catch (error) {
      const outcome = outcomeOf(error);
      mayBeThere ||= outcome === 'failed' || outcome === 'unknown';
      const [found, ...others] = mayBeThere ? await lookFor(find, signal, error) : [];
      if (found !== undefined) return [found, ...others];
      const isOpen = outcome === 'not-taken' || outcome === 'failed';
      if (!isOpen || performance.now() > until) throw error;
      await pauses.pause(signal);
    }
  }
}

/**
 * What is known of a request: AWS refused it, did not take it just now, failed to carry it out, or gave no answer.
 *
 * @see https://docs.aws.amazon.com/emr/latest/APIReference/API_InternalServerException.html
 */
function outcomeOf(error: unknown): 'refused' | 'not-taken' | 'failed' | 'unknown' {
  // Before anything was sent: there are no credentials, say.
  if (error instanceof SparkifyError) return 'refused';
  if (wasNeverSent(error)) return 'not-taken';
  switch (awsFailure(error)?.kind) {
    case 'busy':
      return 'not-taken';
    case 'broken':
      return 'failed';
    case 'unreachable':
    case undefined:
      return 'unknown';
    default:
      return 'refused';
  }
}

/** @throws the error of the request when nothing can be seen */
async function lookFor(find: Start['find'], signal: AbortSignal, error: unknown): Promise<readonly string[]> {
  try {
    for (const milliseconds of looks) {
      await wait(milliseconds, undefined, { signal });
      const found = await find();
      if (found.length > 0) return found;
    }
    return [];
  } catch {
    throw error;
  }
}
