import { nodeResult as completeResult, type ResultDetails } from '../../src/run/node-result.ts';
import type { NodeLabel, NodeResult, RunEvent } from '../../src/run/run-event.ts';
import { countTotals } from '../../src/run/totals.ts';

export const songs: NodeLabel = {
  uniqueId: 'model.lake.songs',
  name: 'songs',
  resourceType: 'model',
  kind: 'external',
  file: 'models/marts/songs.sql',
};

export const uniqueSongs: NodeLabel = {
  uniqueId: 'test.lake.unique_songs_song_id',
  name: 'unique_songs_song_id',
  resourceType: 'test',
  kind: 'test',
  file: 'models/marts/songs.yml',
};

/** A result of a node with what matters to a test; everything else is left out. */
export function nodeResult(
  node: NodeLabel,
  status: NodeResult['status'],
  details: ResultDetails = {},
): NodeResult {
  const startedAt = Date.parse('2018-11-04T18:05:08.880Z');
  return completeResult(node, status, startedAt, startedAt + 120, details);
}

/** The end of a run with these results. */
export function runFinished(results: readonly NodeResult[]): RunEvent {
  return { type: 'run-finished', totals: countTotals(results), seconds: 0.61, results };
}
