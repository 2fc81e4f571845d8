import type { JsonValue } from '../config/json-value.ts';
import type { NodeResult } from './run-event.ts';

/** What `results` is in a hook of the end of a run: a list of what dbt's results have, with dbt's names. */
export function hookResults(results: readonly NodeResult[]): readonly JsonValue[] {
  return results.map(({ node, status, message, failures, executionTime, rows }) => ({
    status: status === 'interrupted' ? 'skipped' : status,
    unique_id: node.uniqueId,
    node: { unique_id: node.uniqueId, name: node.name, resource_type: node.resourceType },
    message: message ?? null,
    failures: failures ?? null,
    execution_time: executionTime,
    adapter_response: { rows_affected: rows ?? null },
  }));
}
