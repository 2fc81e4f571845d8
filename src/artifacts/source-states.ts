import { join } from 'node:path';
import * as z from 'zod';
import type { FreshnessHistory, SourceStates } from '../graph/earlier-state.ts';
import { type ArtifactUse, readArtifact } from './read-artifact.ts';

const document = z.object({
  results: z.array(
    z.object({ unique_id: z.string(), status: z.string(), max_loaded_at: z.string().optional() }),
  ),
});

/**
 * Reads how fresh sources were when that was asked last, and what it was before.
 *
 * @param targetFolder absolute path
 * @param stateFolder absolute path of what `--state` names
 * @throws SparkifyError 'bad-state'
 */
export function readFreshnessHistory(
  targetFolder: string,
  stateFolder: string | undefined,
): FreshnessHistory {
  const current = readStates(targetFolder, {
    why: 'source_status: compares sources by their freshness',
    hint: 'Run `sparkify source freshness` first.',
  });
  if (stateFolder === undefined) return { current, previous: undefined };
  const previous = readStates(stateFolder, {
    why: '--state holds what sources were before',
    hint: 'Give the folder that holds the sources.json of an earlier run with --state.',
  });
  return { current, previous };
}

function readStates(folder: string, use: ArtifactUse): SourceStates {
  const { results } = readArtifact(join(folder, 'sources.json'), 'sources', document, use);
  return new Map(
    results.map(({ unique_id, status, max_loaded_at }) => {
      const moment = max_loaded_at === undefined ? Number.NaN : Date.parse(max_loaded_at);
      return [unique_id, { status, maxLoadedAt: Number.isNaN(moment) ? undefined : moment }];
    }),
  );
}
