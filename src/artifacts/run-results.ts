import { randomUUID } from 'node:crypto';
import type { Config } from '../config/config.ts';
import type { NodeResult, QuarantineReport } from '../run/run-event.ts';
import { writeJson } from './write-json.ts';

export interface RunResultsInput {
  readonly command: string;
  readonly results: readonly NodeResult[];
  /** Seconds, from the first phase to the last. */
  readonly elapsed: number;
  /** Seconds during which the engine worked. */
  readonly engineBusy: number;
  readonly release: string | undefined;
  readonly quarantined: readonly QuarantineReport[];
}

/** Writes `run_results.json`: dbt's form, with rows, bytes and files in `adapter_response`. */
export async function writeRunResults(config: Config, input: RunResultsInput): Promise<void> {
  await writeJson(config, 'run_results.json', {
    metadata: {
      dbt_schema_version: 'https://schemas.getdbt.com/dbt/run-results/v6.json',
      generated_at: new Date().toISOString(),
      invocation_id: randomUUID(),
      env: {},
    },
    args: { which: input.command, target: config.target.name },
    elapsed_time: input.elapsed,
    sparkify: {
      engine_busy_time: input.engineBusy,
      release: input.release ?? null,
      quarantined: input.quarantined,
    },
    results: input.results.map(toResult),
  });
}

function toResult(result: NodeResult): object {
  const { node, status, rows, bytes, files, unchanged } = result;
  return {
    unique_id: node.uniqueId,
    status: status === 'interrupted' ? 'skipped' : status,
    execution_time: result.executionTime,
    timing: [{ name: 'execute', started_at: result.startedAt, completed_at: completedAt(result) }],
    thread_id: 'main',
    adapter_response: {
      rows_affected: rows,
      bytes_written: bytes,
      files_written: files,
      partitions_unchanged: unchanged,
    },
    message: result.message ?? null,
    failures: result.failures ?? null,
    compiled: result.compiledPath !== undefined,
    compiled_code: null,
    relation_name: node.resourceType === 'test' ? null : node.name,
    batch_results: null,
  };
}

function completedAt(result: NodeResult): string {
  return new Date(Date.parse(result.startedAt) + result.executionTime * 1000).toISOString();
}
