import { dirname, join } from 'node:path';
import type { PortableQuery } from '../../check/checked-project.ts';
import { lakeName } from '../../columns/table-name.ts';
import type { CompiledModel, CompiledSeed, CompiledSource, TableNode } from '../../compile/node.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import type { LeftJob } from '../../engines/emr/left-job.ts';
import type { FilesWork, Job, JobEvent } from '../../engines/job.ts';
import type { JobAbout, JobPlace, RunningJob } from '../../engines/job-place.ts';
import type { RunContext } from '../execute-run.ts';
import { ResultLog } from '../result-log.ts';
import type { NodeResult } from '../run-event.ts';
import type { RunPlan, RunTask } from '../run-plan.ts';
import { runTask } from '../run-task.ts';
import { stopping } from '../stopping.ts';
import { skippedResult } from '../task-result.ts';
import { jobResult, unpreparedResult } from './job-results.ts';
import type { JobWriter } from './job-writer.ts';
import { copyAsParquet } from './parquet-copy.ts';
import { isRemote, planJob } from './plan-job.ts';
import type { RawLines } from './raw-lines.ts';

export interface JobContext extends Omit<RunContext, 'writer' | 'bindReleased'> {
  readonly projectDir: string;
  readonly place: JobPlace;
  /** Absolute folder for what this job needs and says. */
  readonly folder: string;
  readonly queries: Readonly<Record<string, PortableQuery>>;
  readonly lines: RawLines;
  /** Undefined when nothing of the plan is published. */
  readonly jobWriter: JobWriter | undefined;
  /** The files of a table of the base release. */
  readonly releasedFiles: (node: TableNode) => Promise<FilesWork['groups']>;
  /** What each task follows from, by id. */
  readonly followsFrom: (tasks: readonly RunTask[]) => Promise<JobAbout['tasks']>;
  /** The job of an earlier attempt, which goes on with these very tasks. */
  readonly joins: LeftJob | undefined;
}

/**
 * Runs a plan as one job on Spark, or takes over the one that runs it already. Unit tests run here, while it starts. Results come in the order in which nodes ended. Whatever
 * happens, nothing of the job runs afterwards.
 */
export async function executeJob(plan: RunPlan, context: JobContext): Promise<readonly NodeResult[]> {
  const run = new JobExecution(plan, context);
  try {
    run.ask();
    await run.unitTests();
    await run.job();
  } finally {
    await context.place.close();
  }
  run.skipOthers();
  return run.log.results;
}

class JobExecution {
  readonly log: ResultLog;
  readonly #plan: RunPlan;
  readonly #context: JobContext;
  readonly #tasks: ReadonlyMap<string, RunTask>;
  readonly #startedAt = new Map<string, number>();
  readonly #underWay = new Set<string>();
  readonly #ended = new Set<string>();
  /** Ids of tasks that failed or were skipped. */
  readonly #broken = new Set<string>();
  /** What stopped a source, by the id of its task. */
  readonly #stopped = new Map<string, SparkifyError>();

  constructor(plan: RunPlan, context: JobContext) {
    this.#plan = plan;
    this.#context = context;
    this.#tasks = new Map(plan.tasks.map(task => [task.id, task]));
    this.log = new ResultLog(plan, context.emit);
  }

  /** What takes minutes to start may start at once. */
  ask(): void {
    const { signal, joins, place } = this.#context;
    const tasks = this.#plan.tasks.filter(isRemote);
    if (joins !== undefined || tasks.length === 0 || signal.aborted) return;
    const sources = tasks.filter(({ kind }) => kind === 'source').map(({ node }) => node as CompiledSource);
    place.ask?.(
      sources.map(({ location }) => location),
      signal,
    );
  }

  async unitTests(): Promise<void> {
    for (const task of this.#plan.tasks.filter(({ kind }) => kind === 'unit')) {
      if (this.#context.signal.aborted) return;
      this.log.started(task);
      // No task of this kind writes, or reads a release.
      const here = { ...this.#context, writer: undefined, bindReleased: () => Promise.reject(new Error()) };
      this.#end(task, await runTask(task, here));
    }
  }

  async job(): Promise<void> {
    const { signal, joins, place } = this.#context;
    const tasks = needed(this.#plan.tasks.filter(task => isRemote(task) && !this.#isBroken(task)));
    if (tasks.length === 0 || signal.aborted) return;
    if (joins !== undefined) {
      await this.#carry(
        any => place.join!(joins.id, any),
        () => this.#takeUp(tasks, joins),
      );
      return;
    }
    const { job, failed } = await planJob({
      ...this.#context,
      tasks,
      linesOf: node => this.#context.lines.open(node),
      filesOf: task => this.#filesOf(task),
      writingOf: task => this.#prepareWrite(task),
    });
    for (const [task, error] of failed) this.#end(task, unpreparedResult(task, error, this.#context.now()));
    if (job.tasks.length === 0 || signal.aborted) return;
    // Until Spark says more, it is these that are under way.
    for (const { id, dependsOn } of job.tasks) if (dependsOn.length === 0) this.#underWay.add(id);
    const about = await this.#about(tasks, job);
    await this.#carry(any => place.submit(job, about, any));
  }

  /** Undefined of a job that nobody can join, or that does only a part of the plan. */
  async #about(tasks: readonly RunTask[], job: Job): Promise<JobAbout | undefined> {
    const { followsFrom, lines, place } = this.#context;
    if (place.join === undefined) return undefined;
    const isWhole = job.tasks.length === this.#plan.tasks.filter(isRemote).length;
    return isWhole ? { tasks: await followsFrom(tasks), handed: lines.handed() } : undefined;
  }

  /** Knows what the process knew that submitted the job. */
  async #takeUp(tasks: readonly RunTask[], { about }: LeftJob): Promise<void> {
    for (const task of tasks) {
      if (task.kind === 'source') await this.#context.lines.reopen(task.node as CompiledSource, about.handed);
      if (task.kind === 'write') await this.#prepareWrite(task);
    }
  }

  #prepareWrite({ node }: RunTask): ReturnType<JobWriter['prepare']> {
    const { jobWriter, columns } = this.#context;
    return jobWriter!.prepare(node as CompiledModel, columns[node.uniqueId]!);
  }

  async #carry(
    start: (signal: AbortSignal) => Promise<RunningJob>,
    takeUp: () => Promise<void> = async () => undefined,
  ): Promise<void> {
    const { signal } = this.#context;
    const failure = new AbortController();
    try {
      const running = await start(AbortSignal.any([signal, failure.signal]));
      await this.#follow(running, failure, takeUp);
    } catch (error) {
      if (signal.aborted) return;
      const isKept = (this.#context.jobWriter?.changes().length ?? 0) > 0;
      if (!isKept || !(error instanceof SparkifyError)) throw error;
      this.#breakOff(error);
    }
  }

  /** Tables that are finished are kept for a retry: what was under way has failed, and no more than that. */
  #breakOff(error: SparkifyError): void {
    for (const id of this.#underWay) {
      if (this.#ended.has(id)) continue;
      const task = this.#tasks.get(id)!;
      this.#end(task, unpreparedResult(task, error, this.#context.now()));
    }
  }

  async #follow(running: RunningJob, failure: AbortController, takeUp: () => Promise<void>): Promise<void> {
    let isDone = false;
    try {
      await takeUp();
      for await (const event of running.events) await this.#take(event, running);
      isDone = this.#broken.size === 0 && this.#context.jobWriter !== undefined;
    } catch (error) {
      failure.abort();
      throw error;
    } finally {
      await running.stopped();
      // Until what it made is published, another process may have to go on from here.
      if (!isDone) await running.forget();
    }
  }

  /** What the job never came to, and what of it was under way when it was interrupted. */
  skipOthers(): void {
    const { signal, now } = this.#context;
    for (const task of this.#plan.tasks) {
      if (this.#ended.has(task.id) || task.kind === 'keys') continue;
      const because = task.dependsOn.find(id => this.#broken.has(id));
      if (signal.aborted && this.#underWay.has(task.id)) {
        const result = { ...skippedResult(task, undefined, now()), status: 'interrupted' } as const;
        this.log.ended(task, { ...result, message: 'interrupted' });
      } else this.log.skipped(task, because, now());
      this.#broken.add(task.id);
    }
  }

  async #take(event: JobEvent, running: RunningJob): Promise<void> {
    if (event.type === 'started') {
      if (this.#startedAt.size === 0) this.#underWay.clear();
      this.#underWay.add(event.task);
      this.#startedAt.set(event.task, event.at);
      this.log.started(this.#tasks.get(event.task)!);
    }
    if (event.type === 'doubtful') await this.#mend(event, running);
    if (event.type !== 'ended') return;
    const task = this.#tasks.get(event.task)!;
    const stopped = this.#stopped.get(task.id);
    if (stopped !== undefined) return this.#end(task, unpreparedResult(task, stopped, event.at));
    if (event.outcome === 'done' && event.found.fileRows !== undefined)
      this.#context.lines.counted(task.node as CompiledSource, event.found.fileRows);
    const span = { startedAt: this.#startedAt.get(task.id) ?? event.at, endedAt: event.at };
    this.#end(
      task,
      await jobResult(task, event, span, { ...this.#context, writer: this.#context.jobWriter }),
    );
  }

  async #mend(event: JobEvent & { type: 'doubtful' }, running: RunningJob): Promise<void> {
    const node = this.#tasks.get(event.task)!.node as CompiledSource;
    try {
      await running.answer(event.answer, { copies: await this.#context.lines.mend(node, event) });
    } catch (error) {
      if (!(error instanceof SparkifyError)) throw error;
      this.#stopped.set(event.task, error);
      await running.answer(event.answer, { stop: true });
    }
  }

  async #filesOf(task: RunTask): Promise<FilesWork['groups']> {
    if (task.kind === 'released') return this.#context.releasedFiles(task.node as TableNode);
    const { session, columns, place, folder } = this.#context;
    const seed = task.node as CompiledSeed;
    const rows = await session.loadSeed(seed);
    const copies = join(folder, 'seeds', lakeName(seed.relation));
    const copied = { relation: seed.relation, columns: columns[seed.uniqueId]!, rows, folder: copies };
    const paths = await place.hand(await copyAsParquet(session, copied));
    return [{ base: dirname(paths[0]!), paths }];
  }

  #end(task: RunTask, result: NodeResult): void {
    this.#ended.add(task.id);
    if (stopping.has(result.status)) this.#broken.add(task.id);
    this.log.ended(task, result);
  }

  #isBroken(task: RunTask): boolean {
    const isBroken = task.dependsOn.some(id => this.#broken.has(id));
    if (isBroken) this.#broken.add(task.id);
    return isBroken;
  }
}

/** Without what only serves tasks that are not done. */
function needed(tasks: readonly RunTask[]): readonly RunTask[] {
  const served = new Set<string>();
  const found = tasks.toReversed().filter(({ id, selected, dependsOn }) => {
    const isNeeded = selected || served.has(id);
    if (isNeeded) for (const parent of dependsOn) served.add(parent);
    return isNeeded;
  });
  return found.reverse();
}
