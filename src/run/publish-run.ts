import { type Diagnostic, errorDiagnostic, warning } from '../diagnostics/diagnostic.ts';
import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import type { Release } from '../release/documents.ts';
import type { Build, Lake } from '../release/lake.ts';
import type { DoneWork } from '../release/publish.ts';
import type { StateChange } from '../release/released-state.ts';
import type { SourceChange } from '../release/source-ledger.ts';
import type { TableChange } from '../release/table-change.ts';
import type { Shown } from '../release/tidy.ts';
import { mayRetry } from './begin-build.ts';
import type { Reading } from './reading.ts';
import type { EmitRunEvent, KeptTable, NodeResult, PublishedTable } from './run-event.ts';
import type { RunPlan } from './run-plan.ts';
import { stopping } from './stopping.ts';

export interface PublishRunOptions {
  readonly lake: Lake;
  /** Undefined when nothing of the plan is published. */
  readonly build: Build | undefined;
  /** The release that the run is based on. */
  readonly base: Release | undefined;
  readonly plan: RunPlan;
  readonly changes: readonly TableChange[];
  /** Names of tables that were read from the base release. */
  readonly reads: readonly string[];
  readonly results: readonly NodeResult[];
  /** What need not run again on the tables; undefined leaves what is said of that as it is. */
  readonly done?: DoneWork | undefined;
  /** What the release is told of the nodes; see `stateOfRun`. */
  readonly state?: () => StateChange | undefined;
  /** What stays as it was though others are published; undefined when all or nothing is. */
  readonly kept?: readonly KeptTable[] | undefined;
  /** Whether others would have been, had they fit what stays. */
  readonly nothingFits?: boolean;
  /** False after `--no-publish`. */
  readonly asked: boolean;
  /** Whether a retry may publish what it finished: see `isKept`. */
  readonly keeps: boolean;
  /** How many batches are finished of tables that are not. */
  readonly batches?: number;
  /** What was read, when it was not everything. */
  readonly reading: Reading | undefined;
  /** A warning counts as an error. */
  readonly raised: boolean;
  readonly interrupted: boolean;
  /** Throws when what was read can no longer be vouched for. */
  readonly confirm: () => Promise<void>;
  /** What was read of sources. */
  readonly sources: () => Promise<readonly SourceChange[]>;
  readonly emit: EmitRunEvent;
}

export interface PublishedRun {
  readonly release: Release | undefined;
  /** The unfinished release that was kept for a retry. */
  readonly candidate: string | undefined;
  /** Whether what the lake holds could not be shown where else it should be. */
  readonly unregistered?: boolean;
}

/**
 * Publishes what a run computed as one release, or leaves the lake as it was and says why. What a failed run finished
 * is kept for a retry; not so when a warning was raised, since a retry would not meet it again.
 */
export async function publishRun(options: PublishRunOptions): Promise<PublishedRun> {
  const { build, emit, changes, keeps, raised } = options;
  if (build === undefined) return endUnchanged(options);
  const reason = reasonNotTo(options);
  if (reason === undefined) return publish(options, build);
  const { batches = 0 } = options;
  const hasWork = changes.length + batches > 0;
  const isKept = keeps && !raised && hasWork && (await isConfirmed(options));
  const isLeft = !(await abandon(options, build, isKept));
  const left = isKept && !isLeft ? { kept: changes.length, ...(batches > 0 && { batches }) } : { kept: 0 };
  emit({ type: 'not-published', reason, ...left });
  return { release: undefined, candidate: isKept && !isLeft ? build.id : undefined };
}

/** What the release before left to do is made up for: whoever reads the tables elsewhere waits for the next build. */
async function endUnchanged(options: PublishRunOptions): Promise<PublishedRun> {
  const { lake, base, plan, results, reading, asked, done, emit } = options;
  const ended = { release: undefined, candidate: undefined };
  if (reading !== undefined && !asked) emit({ type: 'not-published', reason: partOf(reading), kept: 0 });
  const mayReuse = asked && done !== undefined;
  if (!mayReuse && !results.some(({ status }) => status === 'reused')) return ended;
  const stopped = reasonNotTo(options);
  const reason = plan.tasks.length === 0 ? 'nothing-new' : (stopped ?? 'nothing-changed');
  emit({ type: 'not-published', reason, kept: 0 });
  if (stopped !== undefined) return ended;
  return { ...ended, ...tellTidied(await lake.mend([base]), emit) };
}

/** False when the user has interrupted the run and the store does not answer: then it stays as it would after a kill. */
async function abandon(
  { lake, interrupted, emit }: PublishRunOptions,
  build: Build,
  keepForRetry: boolean,
): Promise<boolean> {
  try {
    await lake.abandon(build, { keepForRetry });
    return true;
  } catch (error) {
    if (!interrupted || !(error instanceof SparkifyError)) throw error;
    const message = `The unfinished release ${build.id} stays in the store, where no reader sees it: ${error.message}`;
    const hint = 'When the store answers again, `sparkify recover` removes it.';
    emit({ type: 'diagnostic', diagnostic: warning('store-unreachable', message, { hint }) });
    return false;
  }
}

async function publish(options: PublishRunOptions, build: Build): Promise<PublishedRun> {
  const { lake, plan, changes, reads, emit } = options;
  const startedAt = performance.now();
  emit({ type: 'publishing', tables: changes.length });
  const sources = await options.sources();
  let isVouched = true;
  const confirm = () =>
    options.confirm().catch(error => {
      isVouched = false;
      throw error;
    });
  const told = { done: options.done, state: options.state?.() };
  const published = { tested: plan.tested, reads, sources, confirm, ...told };
  const outcome = await lake.publish(build, changes, published).catch(async error => {
    // What was computed of what changed is not to be published by a retry either.
    await leave({ ...options, keeps: options.keeps && isVouched }, build, error).catch(() => undefined);
    throw error;
  });
  if (outcome.status === 'nothing-changed') {
    const reason = outcome.release === undefined ? 'no-tables' : 'nothing-changed';
    emit({ type: 'not-published', reason, kept: 0 });
    return { release: undefined, candidate: undefined, ...tellTidied(outcome, emit) };
  }
  const names = new Set(changes.map(change => change.name));
  const { release } = outcome;
  const tables = release.tables.filter(table => names.has(table.name)).map(toPublished);
  const others = release.tables.filter(({ name, sample }) => sample !== undefined && !names.has(name));
  const stillSampled = others.map(({ node }) => node.split('.').slice(2).join('.'));
  const seconds = (performance.now() - startedAt) / 1000;
  const { tested } = plan;
  const about = { tables, stillSampled, kept: options.kept, tested, seconds };
  emit({ type: 'published', release: release.release, ...about });
  return { release, candidate: undefined, ...tellTidied(outcome, emit) };
}

async function isConfirmed({ confirm }: PublishRunOptions): Promise<boolean> {
  try {
    await confirm();
    return true;
  } catch (error) {
    if (error instanceof SparkifyError) return false;
    throw error;
  }
}

function partOf(reading: Reading): 'empty' | 'sample' {
  return reading === 'nothing' ? 'empty' : 'sample';
}

/** After an error while publishing. What may have been published stays as it is in any case. */
async function leave(
  { lake, changes, keeps, emit }: PublishRunOptions,
  build: Build,
  error: unknown,
): Promise<void> {
  const keepForRetry = keeps && mayRetry(error);
  await lake.abandon(build, { keepForRetry });
  const isUndecided = error instanceof SparkifyError && error.code === 'undecided-publish';
  if (keepForRetry && !isUndecided) emit({ type: 'not-published', reason: 'failed', kept: changes.length });
}

/** Why nothing of a run is published; undefined when it is. */
export function reasonNotTo(
  options: PublishRunOptions,
): 'failed' | 'unfit' | 'not-asked' | 'interrupted' | undefined {
  if (options.interrupted) return 'interrupted';
  if (options.raised) return 'failed';
  if (options.nothingFits) return 'unfit';
  if (options.kept === undefined && options.results.some(result => stopping.has(result.status)))
    return 'failed';
  return options.asked ? undefined : 'not-asked';
}

function afterwards(problem: Error) {
  const code = problem instanceof SparkifyError ? problem.code : 'query-failed';
  return warning(code, `The release is published, but afterwards: ${problem.message}`, {
    hint: 'The next build mends what is left to do.',
  });
}

function tellTidied(
  { problems, registration }: Shown,
  emit: EmitRunEvent,
): Pick<PublishedRun, 'unregistered'> {
  for (const problem of problems) emit({ type: 'diagnostic', diagnostic: afterwards(problem) });
  if (registration instanceof Error) emit({ type: 'diagnostic', diagnostic: unregistered(registration) });
  else if (typeof registration === 'object') emit({ type: 'registered', registered: registration });
  return { unregistered: registration instanceof Error };
}

/** It counts as a failure: whoever reads the tables elsewhere would take old rows for new ones. */
function unregistered(problem: Error): Diagnostic {
  const isKnown = problem instanceof SparkifyError;
  const hint = isKnown && problem.hint !== undefined ? `${problem.hint} ` : '';
  return errorDiagnostic(
    isKnown ? problem.code : 'catalog-refused',
    `What is published is whole, but not registered: ${problem.message}`,
    {
      hint: `${hint}Until then readers there see what was registered before; \`sparkify catalog sync\` or the next build brings it about.`,
    },
  );
}

function toPublished({ name, rows, files, bytes, sample }: PublishedTable): PublishedTable {
  return { name, rows, files, bytes, ...(sample !== undefined && { sample }) };
}
