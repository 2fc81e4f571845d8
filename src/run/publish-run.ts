import { warning } from '../diagnostics/diagnostic.ts';
import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import type { Release } from '../release/documents.ts';
import type { Build, Lake } from '../release/lake.ts';
import type { TableChange } from '../release/table-change.ts';
import type { EmitRunEvent, NodeResult, PublishedTable } from './run-event.ts';
import { type RunPlan, tablesOf } from './run-plan.ts';

export interface PublishRunOptions {
  readonly lake: Lake;
  /** Undefined when nothing of the plan is published. */
  readonly build: Build | undefined;
  readonly plan: RunPlan;
  readonly changes: readonly TableChange[];
  readonly results: readonly NodeResult[];
  /** False after `--no-publish`. */
  readonly asked: boolean;
  /** A warning counts as an error. */
  readonly raised: boolean;
  readonly interrupted: boolean;
  readonly emit: EmitRunEvent;
}

const failures: ReadonlySet<NodeResult['status']> = new Set(['error', 'fail', 'interrupted', 'skipped']);

/** Publishes what a run computed as one release, or leaves the lake as it was and says why. */
export async function publishRun(options: PublishRunOptions): Promise<Release | undefined> {
  const { lake, build, emit } = options;
  if (build === undefined) return undefined;
  const reason = reasonNotTo(options);
  if (reason !== undefined) {
    await lake.abandon(build, { keepForRetry: false });
    emit({ type: 'not-published', reason });
    return undefined;
  }
  return publish(options, build);
}

async function publish(options: PublishRunOptions, build: Build): Promise<Release | undefined> {
  const { lake, plan, changes, emit } = options;
  const startedAt = performance.now();
  emit({ type: 'publishing', tables: changes.length });
  const reads = tablesOf(plan, 'released');
  const outcome = await lake.publish(build, changes, { tested: plan.tested, reads }).catch(async error => {
    await lake.abandon(build, { keepForRetry: false }).catch(() => undefined);
    throw error;
  });
  for (const problem of outcome.problems) emit({ type: 'diagnostic', diagnostic: afterwards(problem) });
  if (outcome.status === 'nothing-changed') {
    emit({ type: 'not-published', reason: 'nothing-changed' });
    return undefined;
  }
  const names = new Set(changes.map(change => change.name));
  const tables = outcome.release.tables.filter(table => names.has(table.name)).map(toPublished);
  const seconds = (performance.now() - startedAt) / 1000;
  emit({ type: 'published', release: outcome.release.release, tables, tested: plan.tested, seconds });
  return outcome.release;
}

function reasonNotTo(options: PublishRunOptions): 'failed' | 'not-asked' | 'interrupted' | undefined {
  if (options.interrupted) return 'interrupted';
  if (options.raised || options.results.some(result => failures.has(result.status))) return 'failed';
  return options.asked ? undefined : 'not-asked';
}

function afterwards(problem: Error) {
  const code = problem instanceof SparkifyError ? problem.code : 'query-failed';
  return warning(code, `The release is published, but afterwards: ${problem.message}`, {
    hint: 'The next build mends what is left to do.',
  });
}

function toPublished({ name, rows, files, bytes }: PublishedTable): PublishedTable {
  return { name, rows, files, bytes };
}
