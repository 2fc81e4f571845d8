import type { CompiledNode } from '../compile/node.ts';
import { isConstraint } from '../compile/node.ts';
import type { Config } from '../config/config.ts';
import type { Graph } from '../graph/graph.ts';
import type { EarlierJob } from './job/join-job.ts';
import type { LastRun } from './last-run.ts';
import type { Resumption } from './prepare-run.ts';
import { reachedExposures } from './reached-exposures.ts';
import type { RunOutput } from './run-and-publish.ts';
import type { RunEvent } from './run-event.ts';
import { countTotals } from './totals.ts';

/** The first event of a run: what the project holds and where it runs. */
export function runStarted(config: Config, nodes: readonly CompiledNode[], command: string): RunEvent {
  const counts: Record<string, number> = {};
  for (const node of nodes) {
    const kind = isConstraint(node) ? 'constraint' : node.resourceType;
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  const { name, threads, lake } = config.target;
  return { type: 'run-started', command, target: name, threads, lake, counts };
}

/** What a retry found of the run that it takes up again. */
export function retrying({ options, startedAt }: LastRun, { kept, stale, job }: Resumption): RunEvent {
  const names = kept.map(({ change }) => change.name).sort();
  const { command } = options;
  return { type: 'retrying', command, since: startedAt, kept: names, stale, ...(job && { job: ofJob(job) }) };
}

function ofJob(job: EarlierJob): Extract<RunEvent, { readonly type: 'retrying' }>['job'] {
  return job.outcome === 'joined' ? { outcome: 'joined', what: job.job.what } : job;
}

type RunFinished = Extract<RunEvent, { readonly type: 'run-finished' }>;

/** The last event of a run: how it ended, and whom that reaches. */
export function runFinished(
  { nodes, graph }: { readonly nodes: readonly CompiledNode[]; readonly graph: Graph },
  { results, unregistered = false }: Pick<RunOutput, 'results' | 'unregistered'>,
  rest: Pick<RunFinished, 'mayRetry' | 'seconds'> & { readonly raised: number },
): RunFinished {
  const exposures = reachedExposures(results, nodes, graph);
  return { type: 'run-finished', totals: countTotals(results), unregistered, results, exposures, ...rest };
}
