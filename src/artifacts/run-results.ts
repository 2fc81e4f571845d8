import type { CheckedProject } from '../check/checked-project.ts';
import type { CompiledNode } from '../compile/node.ts';
import type { Config } from '../config/config.ts';
import { parseVars } from '../config/parse-vars.ts';
import { toleratesWarnings } from '../diagnostics/warn-policy.ts';
import type { RunLegacy } from '../run/last-run.ts';
import type { BatchResult, KeptTable, NodeResult, QuarantineReport } from '../run/run-event.ts';
import type { RunOptions } from '../run/run-options.ts';
import type { Invocation } from './invocation.ts';
import { artifactMetadata } from './metadata.ts';
import { relationName } from './relation-name.ts';

export interface RunResultsInput {
  readonly invocation: Invocation;
  readonly options: Omit<RunOptions, 'command' | 'signal' | 'emit' | 'retry'> & { readonly command: string };
  readonly results: readonly NodeResult[];
  /** Seconds, from the first phase to the last. */
  readonly seconds: number;
  /** Seconds during which the engine worked. */
  readonly busy: number;
  readonly release: string | undefined;
  readonly quarantined: readonly QuarantineReport[];
  readonly kept: readonly KeptTable[];
  readonly legacy: RunLegacy;
}

/** What a run did to each node, in dbt's form, version 6: rows, bytes and files stand in `adapter_response`. */
export function runResultsDocument(
  { config, nodes }: Pick<CheckedProject, 'config' | 'nodes'>,
  input: RunResultsInput,
): object {
  const byId = new Map(nodes.map(node => [node.uniqueId, node]));
  return {
    metadata: artifactMetadata('run-results', input.invocation),
    results: input.results.map(result => resultEntry(result, byId.get(result.node.uniqueId), config)),
    elapsed_time: input.seconds,
    args: runArguments(config, input),
  };
}

/** dbt's form has no other place for what only sparkify tells; values of --vars may be secret, so only names are told. */
function runArguments({ target }: Config, input: RunResultsInput): object {
  const {
    command,
    select = [],
    exclude = [],
    failFast = false,
    reading,
    publish = reading === undefined,
  } = input.options;
  const { selector, indirectSelection = 'eager', vars = {}, warnings = toleratesWarnings } = input.options;
  return {
    which: command,
    target: target.name,
    threads: target.threads,
    select,
    exclude,
    selector: selector ?? null,
    state: input.options.state ?? null,
    defer: input.options.defer !== undefined,
    favor_state: input.options.defer?.favored ?? false,
    defer_state: input.options.defer?.to ?? null,
    resource_types: input.options.resourceTypes ?? null,
    indirect_selection: indirectSelection,
    fail_fast: failFast,
    full_refresh: input.options.fullRefresh ?? false,
    event_time_start: input.options.eventTime?.start ?? null,
    event_time_end: input.options.eventTime?.end ?? null,
    empty: reading === 'nothing',
    sample: reading === undefined || reading === 'nothing' ? null : reading,
    store_failures: input.options.storeFailures ?? null,
    warn_error_options: warnings,
    sparkify: {
      publish,
      candidate: input.options.candidate ?? null,
      allow_breaking_changes: input.options.allowBreakingChanges ?? false,
      require_parity: input.options.requireParity ?? false,
      release: input.release ?? null,
      engine_busy_time: input.busy,
      quarantined: input.quarantined,
      plan: input.options.approved?.file ?? null,
      kept_previous: input.kept.map(({ name, because }) => ({ name, because })),
      vars: Object.keys(parseVars(vars)),
      retry: { ...input.legacy, candidate: input.legacy.candidate ?? null },
    },
  };
}

function resultEntry(result: NodeResult, node: CompiledNode | undefined, config: Config): object {
  const { status, rows, bytes, files, unchanged } = result;
  return {
    status: status === 'interrupted' ? 'skipped' : status,
    timing: status === 'skipped' || status === 'reused' ? [] : [executeTiming(result)],
    thread_id: 'main',
    execution_time: result.executionTime,
    adapter_response: {
      rows_affected: rows,
      bytes_written: bytes,
      files_written: files,
      partitions_unchanged: unchanged,
    },
    message: result.message ?? result.note ?? null,
    failures: result.failures ?? null,
    unique_id: result.node.uniqueId,
    compiled: result.compiledPath !== undefined,
    compiled_code: null,
    relation_name: node === undefined ? null : relationName(config, node),
    batch_results: result.batches === undefined ? null : batchResults(result.batches),
  };
}

/** As dbt has them: the windows by how they ended. */
function batchResults(batches: NonNullable<NodeResult['batches']>): object {
  const windows = (isWanted: (batch: BatchResult) => boolean) =>
    batches.filter(isWanted).map(({ batch: { start, end } }) => [start, end]);
  const isThere = ({ status }: BatchResult) => status === 'success' || status === 'kept';
  return { successful: windows(isThere), failed: windows(batch => !isThere(batch)) };
}

/** Nodes are compiled together, before the first one runs: only their execution has a time of its own. */
function executeTiming({ startedAt, executionTime }: NodeResult): object {
  const completedAt = new Date(Date.parse(startedAt) + executionTime * 1000).toISOString();
  return { name: 'execute', started_at: startedAt, completed_at: completedAt };
}
