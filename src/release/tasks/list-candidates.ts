import type { LakeContext } from '../lake-context.ts';
import { readCandidates } from '../read-documents.ts';
import { timeOfId } from '../release-id.ts';
import { isoTime } from '../retention.ts';
import { lastAttempts, readAttempts } from './task-documents.ts';

/** A candidate that tasks add to, for a person to look at. */
export interface ListedCandidate {
  readonly candidate: string;
  readonly state: 'open' | 'being published';
  /** ISO 8601. */
  readonly begunAt: string;
  /** When somebody last added to it, ISO 8601, by the store's clock. */
  readonly touchedAt: string;
  /** The last attempt at each. */
  readonly tasks: readonly ListedTask[];
}

export interface ListedTask {
  readonly task: string;
  /** `unended`: it runs, or was killed. */
  readonly state: 'unended' | 'complete' | 'failed';
  readonly tables: readonly string[];
}

/** All candidates that tasks add to, the oldest first. */
export async function listCandidates(lake: LakeContext): Promise<readonly ListedCandidate[]> {
  const found = (await readCandidates(lake)).filter(
    ({ value }) => value.tasks !== 'none' && !value.abandoned,
  );
  const listed = await Promise.all(
    found.map(async ({ value, modified }): Promise<ListedCandidate> => {
      const attempts = lastAttempts(await readAttempts(lake, value));
      return {
        candidate: value.release,
        state: value.tasks === 'open' ? 'open' : 'being published',
        begunAt: isoTime(timeOfId(value.ids[0]!)),
        touchedAt: isoTime(modified),
        tasks: attempts.map(({ task, ended }) => ({
          task,
          state: ended?.outcome ?? 'unended',
          tables: (ended?.changes ?? []).map(({ name }) => name),
        })),
      };
    }),
  );
  return listed.sort((left, right) => (left.begunAt < right.begunAt ? -1 : 1));
}
