import * as z from 'zod';
import type { FreshnessHistory, SourceStates } from '../graph/earlier-state.ts';
import type { ArtifactFolder } from './artifact-folder.ts';
import { type ArtifactUse, readArtifact } from './read-artifact.ts';

const document = z.object({
  results: z.array(
    z.object({ unique_id: z.string(), status: z.string(), max_loaded_at: z.string().optional() }),
  ),
});

/**
 * Reads how fresh sources were when that was asked last, and what it was before.
 *
 * @param stateFolder what `--state` names
 * @throws SparkifyError 'bad-state'
 */
export function readFreshnessHistory(
  targetFolder: ArtifactFolder,
  stateFolder: ArtifactFolder | undefined,
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

function readStates(folder: ArtifactFolder, use: ArtifactUse): SourceStates {
  const { results } = readArtifact({ folder, file: 'sources.json' }, 'sources', document, use);
  return new Map(
    results.map(({ unique_id, status, max_loaded_at }) => {
      const moment = max_loaded_at === undefined ? Number.NaN : Date.parse(max_loaded_at);
      return [unique_id, { status, maxLoadedAt: Number.isNaN(moment) ? undefined : moment }];
    }),
  );
}
