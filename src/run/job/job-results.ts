import type { BuiltNode, CompiledTest } from '../../compile/node.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import type { TaskEnd, TaskFound } from '../../engines/job.ts';
import type { RunContext } from '../execute-run.ts';
import { judgeTest } from '../judge-test.ts';
import { renderSample } from '../row-sample.ts';
import { failureMessage } from '../run-data-test.ts';
import type { NodeResult } from '../run-event.ts';
import type { RunTask } from '../run-plan.ts';
import { taskDiagnostic } from '../task-diagnostic.ts';
import { errorResult, taskResult } from '../task-result.ts';
import type { JobWriter } from './job-writer.ts';

type Context = Pick<RunContext, 'columns' | 'compiledPath'> & { readonly writer: JobWriter | undefined };

/** Milliseconds since the epoch. */
interface Span {
  readonly startedAt: number;
  readonly endedAt: number;
}

/** What became of a task of a job, as of one that runs here. */
export async function jobResult(
  task: RunTask,
  end: TaskEnd,
  { startedAt, endedAt }: Span,
  context: Context,
): Promise<NodeResult> {
  const compiledPath = context.compiledPath(task);
  try {
    if (end.outcome === 'error') throw new SparkifyError('query-failed', `Spark: ${end.message}`);
    if (task.kind === 'test') return testResult(task, end.found, { startedAt, endedAt }, compiledPath);
    const details =
      task.kind === 'write' ? await writtenDetails(task, end.found, context) : rowsOf(end.found);
    return taskResult(task, 'success', startedAt, endedAt, { ...details, compiledPath });
  } catch (error) {
    return errorResult(task, taskDiagnostic(task, error), startedAt, endedAt, compiledPath);
  }
}

function rowsOf({ rows }: TaskFound) {
  return { rows };
}

function writtenDetails({ node }: RunTask, { written }: TaskFound, { columns, writer }: Context) {
  return writer!.written(node as BuiltNode, columns[node.uniqueId]!, written!);
}

function testResult(
  task: RunTask,
  { findings, sample }: TaskFound,
  { startedAt, endedAt }: Span,
  compiledPath: string | undefined,
): NodeResult {
  const test = task.node as CompiledTest;
  const judgment = judgeTest(test, findings!);
  const { status, failures } = judgment;
  if (status === 'pass' || sample === undefined)
    return taskResult(task, status, startedAt, endedAt, { failures, compiledPath });
  const columns = sample.columns.map(name => ({ name, type: 'VARCHAR' }));
  return taskResult(task, status, startedAt, endedAt, {
    failures,
    compiledPath,
    sample: renderSample({ columns, rows: sample.rows }, test),
    message: failureMessage(test, judgment),
  });
}

/** A task that could not even be asked for. */
export function unpreparedResult(task: RunTask, error: SparkifyError, now: number): NodeResult {
  return errorResult(task, taskDiagnostic(task, error), now, now, undefined);
}
