import { isTest } from '../compile/is-test.ts';
import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import type { Build, Lake } from '../release/lake.ts';
import { failedTask, type TaskOutcome } from '../release/tasks/end-task.ts';
import { sum } from '../storage/sum.ts';
import { type JointTask, tablesRead } from './joint-task.ts';
import { type PublishedRun, type PublishRunOptions, reasonNotTo } from './publish-run.ts';
import type { NodeResult } from './run-event.ts';
import { tablesOf } from './run-plan.ts';
import { isUnpublished } from './state-of-run.ts';

/** Adds what a task wrote to its candidate, or says there that it failed. The lake stays as it is either way. */
export async function endTask(options: PublishRunOptions, task: JointTask): Promise<PublishedRun> {
  const { lake, emit } = options;
  const build = options.build!;
  const { candidate } = task;
  const startedAt = performance.now();
  const failed = reasonNotTo(options) !== undefined;
  const outcome = failed ? failedTask : await addition(options, task);
  await end(lake, build, outcome, options.interrupted);
  const tables = outcome.changes.map(({ name, files }) => ({
    name,
    rows: sum(files.map(({ rows }) => rows)),
    files: files.length,
    bytes: sum(files.map(({ bytes }) => bytes)),
  }));
  const seconds = (performance.now() - startedAt) / 1000;
  emit({ type: 'task-ended', candidate, failed, tables, seconds });
  return { release: undefined, candidate: undefined };
}

async function addition(options: PublishRunOptions, task: JointTask): Promise<TaskOutcome> {
  const { plan, results, confirm, sources } = options;
  await confirm();
  const written = new Set(tablesOf(plan, 'write'));
  const unpublished = new Set(plan.tasks.filter(({ node }) => isUnpublished(node)).map(({ id }) => id));
  const hasEndedWell = ({ node, status }: NodeResult) =>
    isTest(node)
      ? status === 'pass' || status === 'warn'
      : status === 'success' && unpublished.has(node.uniqueId);
  return {
    outcome: 'complete',
    changes: options.changes.filter(({ name }) => written.has(name)),
    reads: tablesRead(task, plan),
    sources: await sources(),
    passed: results.filter(hasEndedWell).map(({ node }) => node.uniqueId),
  };
}

/** A store that does not answer after Ctrl-C keeps nobody waiting: the attempt is then one that has not ended. */
async function end(lake: Lake, build: Build, outcome: TaskOutcome, interrupted: boolean): Promise<void> {
  try {
    await lake.endTask(build, outcome);
  } catch (error) {
    if (!interrupted || !(error instanceof SparkifyError)) throw error;
  }
}
