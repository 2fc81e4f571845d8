import type { CompiledHook } from '../compile/hook.ts';
import { type BuiltNode, type CompiledUnitTest, isBuilt, type TableNode } from '../compile/node.ts';
import { QueryError } from '../engines/query-error.ts';
import type { OnStatement } from '../engines/session.ts';
import type { RunContext } from './execute-run.ts';
import type { ComputeOptions } from './materializations/materialization.ts';
import { materializationOf } from './materializations/registry.ts';
import type { ComputedBatches } from './microbatch/batch-runs.ts';
import { isThere } from './microbatch/is-there.ts';
import { runDataTest } from './run-data-test.ts';
import type { BatchResult, NodeResult } from './run-event.ts';
import { runHook } from './run-hook.ts';
import type { RunTask } from './run-plan.ts';
import { runUnitTest } from './run-unit-test.ts';
import { SourceFailure } from './source-failure.ts';
import { taskDiagnostic } from './task-diagnostic.ts';
import { errorResult, skippedResult, taskResult } from './task-result.ts';

/** Does what one task asks for. A failure is a result, never an exception; only our own bugs are thrown. */
export async function runTask(task: RunTask, context: RunContext): Promise<NodeResult> {
  const startedAt = context.now();
  try {
    return await context.sources.mending(() => perform(task, context, startedAt));
  } catch (error) {
    if (error instanceof SourceFailure) return skippedResult(task, error.source, context.now());
    const hint = error instanceof QueryError ? context.outdated.hintFor(task, error) : undefined;
    const diagnostic = { ...taskDiagnostic(task, error), ...(hint && { hint }) };
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
    case 'unit':
      return compareUnitTest(task, context, startedAt);
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
  const table = await context.bindReleased(task.node as TableNode);
  context.knownRows.tell(task, table.sampling === undefined ? table.rows : undefined);
  context.scans.tell(task.node, table);
  context.outdated.tell(task.node as TableNode, table.columns);
  return taskResult(task, 'success', startedAt, context.now(), {});
}

async function compute(task: RunTask, context: RunContext, startedAt: number): Promise<NodeResult> {
  const { node } = task;
  if (!isBuilt(node)) throw new Error(`${task.id} is not computed`);
  const onStatement = context.runSql.begin(node);
  await runHooks(node.hooks.pre, 'pre_hook', task, context, onStatement);
  const { readers } = task;
  const sampling = context.samplings.get(node.uniqueId);
  const computed = await computeRows(task, node, context, { readers, sampling, onStatement });
  const { rows, batches } = computed;
  if (batches !== undefined && rows === undefined) return batchFailure(task, batches, startedAt, context);
  context.knownRows.tell(task, rows);
  await runHooks(node.hooks.post, 'post_hook', task, context, onStatement);
  return taskResult(task, 'success', startedAt, context.now(), {
    rows,
    batches,
    compiledPath: context.compiledPath(task),
  });
}

async function computeRows(
  task: RunTask,
  node: BuiltNode,
  context: RunContext,
  options: ComputeOptions,
): Promise<Partial<ComputedBatches>> {
  const { session, increments, snapshots, adding, batches } = context;
  if (batches.has(node.uniqueId)) return batches.compute(task, { ...context, ...options });
  if (node.resourceType === 'snapshot') return { rows: await snapshots.take(node, options.onStatement) };
  if (node.resourceType === 'model' && adding.has(node.uniqueId))
    return { rows: await increments.compute(node, options.onStatement) };
  return { rows: await materializationOf(node).compute(session, node, options) };
}

/** Batches that are missing are a failure of their model, with what was wrong with the first of them. */
function batchFailure(
  task: RunTask,
  batches: readonly BatchResult[],
  startedAt: number,
  context: RunContext,
): NodeResult {
  const missing = batches.filter(batch => !isThere(batch));
  const found = missing.flatMap(({ diagnostic }) => diagnostic ?? []);
  const diagnostic = found.find(({ code }) => code === 'interrupted') ?? found[0];
  const status = missing.length === batches.length ? 'error' : 'partial success';
  return taskResult(task, status, startedAt, context.now(), {
    ...{ batches, diagnostic, compiledPath: context.compiledPath(task) },
    message: `${missing.length} of ${batches.length} batches are missing${diagnostic === undefined ? '' : `: ${diagnostic.message}`}`,
  });
}

/** Of what only serves others nothing but its rows is wanted. */
async function runHooks(
  hooks: readonly CompiledHook[],
  key: string,
  { node, selected }: RunTask,
  { session }: RunContext,
  onStatement: OnStatement,
): Promise<void> {
  if (selected) for (const hook of hooks) await runHook(hook, session, `${key} of ${node.name}`, onStatement);
}

async function write(task: RunTask, context: RunContext, startedAt: number): Promise<NodeResult> {
  const { node } = task;
  if (!isBuilt(node)) throw new Error(`${task.id} is not written`);
  if (context.writer === undefined) throw new Error(`${task.id} has no release to be written to`);
  const written = await context.writer.write(
    node,
    context.columns[node.uniqueId]!,
    context.runSql.goOn(node),
  );
  return taskResult(task, 'success', startedAt, context.now(), {
    ...written,
    compiledPath: context.compiledPath(task),
  });
}

async function compareUnitTest(task: RunTask, context: RunContext, startedAt: number): Promise<NodeResult> {
  const test = task.node as CompiledUnitTest;
  const onStatement = context.runSql.begin(test);
  const message = await context.session.withSandbox(sandbox =>
    runUnitTest(test, context.columns, sandbox, onStatement),
  );
  // Its compiled SQL tells nothing: it reads tables that are only there while the test runs.
  if (message === undefined) return taskResult(task, 'pass', startedAt, context.now(), { failures: 0 });
  return taskResult(task, 'fail', startedAt, context.now(), { failures: 1, message });
}
