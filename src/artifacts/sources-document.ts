import type { CompiledSource } from '../compile/node.ts';
import type { NodeResult } from '../run/run-event.ts';
import { freshnessCriteria } from './freshness-criteria.ts';
import type { Invocation } from './invocation.ts';
import { artifactMetadata } from './metadata.ts';

export interface SourcesInput {
  readonly invocation: Invocation;
  readonly sources: readonly CompiledSource[];
  readonly results: readonly NodeResult[];
  /** From the first phase to the last. */
  readonly seconds: number;
}

/** How fresh sources are, in dbt's form, version 3. */
export function sourcesDocument({ invocation, sources, results, seconds }: SourcesInput): object {
  const byId = new Map(sources.map(source => [source.uniqueId, source]));
  return {
    metadata: artifactMetadata('sources', invocation),
    results: results.map(result => entry(result, byId.get(result.node.uniqueId)!)),
    elapsed_time: seconds,
  };
}

/** What dbt writes for a source that nothing tells the age of. */
const never = { maxLoadedAt: '0001-01-01T00:00:00.000Z' };

function entry(result: NodeResult, source: CompiledSource): object {
  const { status, measured, message, startedAt, executionTime } = result;
  if (measured === undefined)
    return { unique_id: source.uniqueId, error: message ?? status, status: 'runtime error' };
  const { maxLoadedAt = never.maxLoadedAt, snapshottedAt } = measured;
  const completedAt = new Date(Date.parse(startedAt) + executionTime * 1000).toISOString();
  return {
    unique_id: source.uniqueId,
    max_loaded_at: maxLoadedAt,
    snapshotted_at: snapshottedAt,
    max_loaded_at_time_ago_in_s: (Date.parse(snapshottedAt) - Date.parse(maxLoadedAt)) / 1000,
    status: status === 'fail' ? 'error' : status,
    criteria: freshnessCriteria(source.freshness!),
    adapter_response: {},
    timing: [{ name: 'execute', started_at: startedAt, completed_at: completedAt }],
    thread_id: 'main',
    execution_time: executionTime,
  };
}
