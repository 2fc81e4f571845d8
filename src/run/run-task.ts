import type { CompiledHook } from '../compile/hook.ts';
import type { CompiledTest, TableNode } from '../compile/node.ts';
import { isConstraint } from '../compile/node.ts';
import type { JsonValue } from '../config/json-value.ts';
import { renderPosition } from '../diagnostics/position.ts';
import type { QueryResult } from '../engines/session.ts';
import { verdictSql } from '../testing/verdict-sql.ts';
import type { RunContext } from './execute-run.ts';
import { type Judgment, judgeTest } from './judge-test.ts';
import { materializations } from './materializations/registry.ts';
import type { NodeResult, RowSample } from './run-event.ts';
import { runHook } from './run-hook.ts';
import type { RunTask } from './run-plan.ts';
import { SourceFailure } from './source-failure.ts';
import { taskDiagnostic } from './task-diagnostic.ts';
import { errorResult, skippedResult, taskResult } from './task-result.ts';

/** How many failing rows of a test are shown. */
const SAMPLE_ROWS = 5;

/** Does what one task asks for. A failure is a result, never an exception; only our own bugs are thrown. */
export async function runTask(task: RunTask, context: RunContext): Promise<NodeResult> {
  const startedAt = context.now();
  try {
    return await context.sources.mending(() => perform(task, context, startedAt));
  } catch (error) {
    if (error instanceof SourceFailure) return skippedResult(task, error.source, context.now());
    const diagnostic = taskDiagnostic(task, error);
    return errorResult(task, diagnostic, startedAt, context.now(), context.compiledPath(task));
  }
}

function perform(task: RunTask, context: RunContext, startedAt: number): Promise<NodeResult> {
  switch (task.kind) {
    case 'source':
      return bindSource(task, context, startedAt);
    case 'keys':
      return checkKeys(task, context, startedAt);
    case 'released':
      return bindReleased(task, context, startedAt);
    case 'compute':
      return compute(task, context, startedAt);
    case 'write':
      return write(task, context, startedAt);
    case 'test':
      return runDataTest(task, context, startedAt);
  }
}

async function bindSource(task: RunTask, context: RunContext, startedAt: number): Promise<NodeResult> {
  await context.sources.bind(task);
  return taskResult(task, 'success', startedAt, context.now(), {});
}

async function checkKeys(task: RunTask, context: RunContext, startedAt: number): Promise<NodeResult> {
  await context.sources.checkKeys(task);
  return taskResult(task, 'success', startedAt, context.now(), {});
}

async function bindReleased(task: RunTask, context: RunContext, startedAt: number): Promise<NodeResult> {
  await context.bindReleased(task.node as TableNode);
  return taskResult(task, 'success', startedAt, context.now(), {});
}

async function compute(task: RunTask, context: RunContext, startedAt: number): Promise<NodeResult> {
  const { node } = task;
  if (node.resourceType !== 'model' && node.resourceType !== 'seed')
    throw new Error(`${task.id} is not computed`);
  await runHooks(node.hooks.pre, 'pre_hook', task, context);
  const rows = await materializations[node.config.materialized].compute(context.session, node, task.readers);
  await runHooks(node.hooks.post, 'post_hook', task, context);
  return taskResult(task, 'success', startedAt, context.now(), {
    rows,
    compiledPath: context.compiledPath(task),
  });
}

/** Of what only serves others nothing but its rows is wanted. */
async function runHooks(
  hooks: readonly CompiledHook[],
  key: string,
  { node, selected }: RunTask,
  { session }: RunContext,
): Promise<void> {
  if (selected) for (const hook of hooks) await runHook(hook, session, `${key} of ${node.name}`);
}

async function write(task: RunTask, context: RunContext, startedAt: number): Promise<NodeResult> {
  const { node } = task;
  if (node.resourceType !== 'model' && node.resourceType !== 'seed')
    throw new Error(`${task.id} is not written`);
  if (context.writer === undefined) throw new Error(`${task.id} has no release to be written to`);
  const written = await context.writer.write(node, context.columns[node.uniqueId]!);
  return taskResult(task, 'success', startedAt, context.now(), {
    ...written,
    compiledPath: context.compiledPath(task),
  });
}

async function runDataTest(task: RunTask, context: RunContext, startedAt: number): Promise<NodeResult> {
  const test = task.node as CompiledTest;
  const query = { sql: test.sql, verdictSql: verdictSql(test) };
  const sampleSize = Math.min(SAMPLE_ROWS, test.verdict.limit ?? SAMPLE_ROWS);
  const { sample, ...findings } = await context.session.runTest(query, sampleSize);
  const compiledPath = context.compiledPath(task);
  const judgment = judgeTest(test, findings);
  const { status, failures } = judgment;
  if (status === 'pass')
    return taskResult(task, status, startedAt, context.now(), { failures, compiledPath });
  const message = failureMessage(test, judgment);
  return taskResult(task, status, startedAt, context.now(), {
    failures,
    sample: toSample(sample),
    compiledPath,
    message,
  });
}

function failureMessage(test: CompiledTest, { failures, status, condition }: Judgment): string {
  const results = `${failures} ${failures === 1 ? 'result' : 'results'}`;
  if (!isConstraint(test)) return `Got ${results}, configured to ${status} if ${condition}`;
  return `The constraint declared at ${renderPosition(test.at)} is violated: got ${results}`;
}

function toSample(result: QueryResult): RowSample {
  return {
    columns: result.columns.map(column => column.name),
    rows: result.rows.map(row => row.map(renderValue)),
  };
}

function renderValue(value: JsonValue): string {
  if (value === null) return 'NULL';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
