import { isThere } from '../../run/microbatch/is-there.ts';
import type { NodeLabel, NodeResult } from '../../run/run-event.ts';
import type { Tone } from '../colors.ts';
import { renderBytes, renderCount, renderQuantity, renderSeconds } from '../output/quantity.ts';
import { freshnessPhrase, freshnessTitle } from './freshness-phrase.ts';

/** A node's line in dbt's words: `OK created external model songs` and `71 rows, 71 files, 12.3 kB in 0.12s`. */
export interface NodePhrase {
  readonly text: string;
  readonly status: string;
  /** For terminals where the whole text has no room: `OK songs`, and a status that does not say OK again. */
  readonly brief: string;
  readonly briefStatus: string;
  readonly tone: Tone;
}

export function startPhrase(node: NodeLabel): NodePhrase {
  return {
    text: `START ${nodeTitle(node)}`,
    status: 'RUN',
    brief: `START ${node.name}`,
    briefStatus: 'RUN',
    tone: 'plain',
  };
}

export function runningPhrase(node: NodeLabel, seconds: number): NodePhrase {
  const status = renderSeconds(seconds);
  return {
    text: `RUN ${nodeTitle(node)}`,
    status,
    brief: `RUN ${node.name}`,
    briefStatus: status,
    tone: 'warn',
  };
}

export function finishedPhrase(result: NodeResult): NodePhrase {
  const { node } = result;
  if (node.kind === 'freshness') return freshnessPhrase(result);
  const time = renderSeconds(result.executionTime);
  const count = result.failures === undefined ? '' : ` ${renderCount(result.failures)}`;
  const said = (word: string, title: string, status: string, tone: Tone): NodePhrase => ({
    text: `${word} ${title}`,
    status,
    brief: `${word} ${node.name}`,
    briefStatus: status === `${word} in ${time}` ? time : status,
    tone,
  });
  switch (result.status) {
    case 'success':
      return said(
        'OK',
        `${doneVerbs[node.resourceType]}${nodeTitle(node)}`,
        `${outcome(result)} in ${time}`,
        'good',
      );
    case 'pass':
      return said('PASS', withNote(result), `PASS in ${time}`, 'good');
    case 'fail':
      return said(`FAIL${count}`, node.name, `FAIL${count} in ${time}`, 'bad');
    case 'warn':
      return said(`WARN${count}`, node.name, `WARN${count} in ${time}`, 'warn');
    case 'error':
      return said('ERROR', `${failedVerbs[node.resourceType]}${nodeTitle(node)}`, `ERROR in ${time}`, 'bad');
    case 'partial success':
      return said(
        'PARTIAL SUCCESS',
        `${failedVerbs[node.resourceType]}${nodeTitle(node)}`,
        `PARTIAL SUCCESS (${batchCounts(result)}) in ${time}`,
        'bad',
      );
    case 'skipped':
      return said('SKIP', withReason(result), 'SKIP', 'warn');
    case 'reused':
      return said('REUSED', nodeTitle(node), 'REUSED', 'good');
    case 'interrupted':
      return said('STOPPED', nodeTitle(node), 'INTERRUPTED', 'warn');
  }
}

/** `external model songs`, `seed file levels`, `source raw.events`, `test unique_songs`. */
export function nodeTitle({ resourceType, kind, name }: NodeLabel): string {
  if (kind === 'freshness') return freshnessTitle(name);
  return `${resourceType === 'model' ? `${kind} model` : nouns[resourceType]} ${name}`;
}

const nouns = {
  seed: 'seed file',
  snapshot: 'snapshot',
  source: 'source',
  test: 'test',
  unit_test: 'unit_test',
  operation: 'hook:',
} as const;
const doneVerbs = {
  model: 'created ',
  seed: 'loaded ',
  snapshot: 'snapshotted ',
  source: 'read ',
  test: 'ran ',
  unit_test: 'ran ',
  operation: '',
} as const;
const failedVerbs = {
  model: 'creating ',
  seed: 'loading ',
  snapshot: 'snapshotting ',
  source: 'reading ',
  test: 'running ',
  unit_test: 'running ',
  operation: '',
} as const;

/**
 * What a model holds and what was written of it: `71 rows, 1 file, 1.2 kB, 70 partitions unchanged`, `71 rows, unchanged`
 * when nothing had to be written, or `OK` of what holds no rows of its own.
 */
function outcome({ rows, files = 0, bytes, unchanged = 0 }: NodeResult): string {
  if (rows === undefined) return 'OK';
  const held = renderQuantity(rows, 'row');
  if (unchanged > 0 && files === 0) return `${held}, unchanged`;
  const written = files === 0 ? [] : [renderQuantity(files, 'file'), renderBytes(bytes ?? 0)];
  const kept = unchanged === 0 ? [] : [`${renderQuantity(unchanged, 'partition')} unchanged`];
  return [held, ...written, ...kept].join(', ');
}

/** How many batches are there, of how many: `2/3`. */
function batchCounts({ batches = [] }: NodeResult): string {
  const there = batches.filter(isThere).length;
  return `${there}/${batches.length}`;
}

/** `external model songplays because of stg_events`. */
function withReason({ node, message }: NodeResult): string {
  return message === undefined ? nodeTitle(node) : `${nodeTitle(node)} ${message}`;
}

/** `distribution_shift_users_level (nothing to compare with: there is no release yet)`. */
function withNote({ node, note }: NodeResult): string {
  return note === undefined ? node.name : `${node.name} (${note})`;
}
