import type { CompiledSource } from '../../compile/node.ts';
import { sourceLabel } from '../../compile/table-label.ts';
import { type Diagnostic, errorDiagnostic, warning } from '../../diagnostics/diagnostic.ts';
import type { SourcePosition } from '../../diagnostics/position.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import { nodeResult, type ResultDetails } from '../node-result.ts';
import type { EmitRunEvent, NodeResult, NodeStatus } from '../run-event.ts';
import { schedule } from '../schedule.ts';
import { judgeFreshness } from './judge-freshness.ts';
import type { LoadTimes } from './latest-load.ts';

export interface FreshnessOptions {
  readonly times: LoadTimes;
  readonly threads: number;
  /** Whether a source that would warn is stale. */
  readonly strict: boolean;
  readonly signal: AbortSignal;
  readonly emit: EmitRunEvent;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Measures sources, several at once, and tells of each. Gives the results in the order in which they came. */
export async function executeFreshness(
  sources: readonly CompiledSource[],
  { times, threads, strict, signal, emit, now }: FreshnessOptions,
): Promise<readonly NodeResult[]> {
  const results: NodeResult[] = [];
  const total = sources.length;
  const tasks = sources.map((source, index) => ({
    id: source.uniqueId,
    dependsOn: [],
    source,
    index: index + 1,
  }));
  const finish = (index: number, result: NodeResult) => {
    results.push(result);
    emit({ type: 'node-finished', index, total, result });
  };
  await schedule(tasks, {
    concurrency: threads,
    signal,
    async run({ source, index }) {
      emit({ type: 'node-started', index, total, node: labelOf(source) });
      finish(index, await measure(source, times, strict, now));
      return 'done';
    },
    skip({ source, index }) {
      finish(index, skipped(source, now()));
    },
  });
  return results;
}

async function measure(
  source: CompiledSource,
  times: LoadTimes,
  strict: boolean,
  now: () => number,
): Promise<NodeResult> {
  const startedAt = now();
  const ended = (status: NodeStatus, details: ResultDetails) =>
    nodeResult(labelOf(source), status, startedAt, now(), details);
  try {
    const latest = await times.latest(source);
    const judged = judgeFreshness(source.freshness!, latest, now());
    const measured = {
      maxLoadedAt: latest && new Date(latest.at).toISOString(),
      snapshottedAt: new Date(now()).toISOString(),
      age: latest && (now() - latest.at) / 1000,
    };
    if (judged.status === 'pass') return ended('pass', { measured });
    const status = strict ? 'fail' : judged.status;
    const { message, at } = judged;
    const say = status === 'fail' ? errorDiagnostic : warning;
    return ended(status, {
      measured,
      message,
      diagnostic: say('stale-source', message, { at, hint: advice }),
    });
  } catch (error) {
    if (!(error instanceof SparkifyError)) throw error;
    if (error.code === 'interrupted') return ended('interrupted', { message: 'interrupted' });
    return ended('error', { message: error.message, diagnostic: unreadable(source, error) });
  }
}

const advice = 'Find out why nothing newer came, or allow it to be older.';

function unreadable(
  source: CompiledSource,
  { code, message, hint, at, diagnostics }: SparkifyError,
): Diagnostic {
  const [first] = diagnostics;
  if (first !== undefined) return first;
  return errorDiagnostic(code, message, {
    at: at ?? toldAt(source),
    ...(hint !== undefined && { hint }),
  });
}

/** Where it is said what tells the age. */
function toldAt({ freshness }: CompiledSource): SourcePosition {
  const { loadedAt, at } = freshness!;
  return loadedAt.kind === 'files' ? at : loadedAt.at;
}

function skipped(source: CompiledSource, at: number): NodeResult {
  return nodeResult(labelOf(source), 'skipped', at, at, { message: 'the run was stopped' });
}

function labelOf(source: CompiledSource): NodeResult['node'] {
  const { uniqueId, file, at } = source;
  return { uniqueId, name: sourceLabel(source), resourceType: 'source', kind: 'freshness', file, at };
}
