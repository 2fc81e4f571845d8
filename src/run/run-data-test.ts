import type { CompiledTest } from '../compile/node.ts';
import { isConstraint } from '../compile/node.ts';
import { renderPosition } from '../diagnostics/position.ts';
import type { OnStatement, TestFindings } from '../engines/session.ts';
import type { Release } from '../release/documents.ts';
import { verdictSql } from '../testing/verdict-sql.ts';
import type { RunContext } from './execute-run.ts';
import { type Judgment, judgeTest } from './judge-test.ts';
import { renderSample } from './row-sample.ts';
import type { NodeResult } from './run-event.ts';
import type { RunTask } from './run-plan.ts';
import { taskResult } from './task-result.ts';

/** How many failing rows of a test are shown. */
export const SAMPLE_ROWS = 5;

/** Runs a data test or a constraint, and keeps its failing rows where that is asked for. */
export async function runDataTest(
  task: RunTask,
  context: RunContext,
  startedAt: number,
): Promise<NodeResult> {
  const test = task.node as CompiledTest;
  const { session, failureFiles } = context;
  const compiledPath = context.compiledPath(task);
  await failureFiles.remove(test);
  const comparison = test.comparison && (await context.comparisons.prepare(test));
  if (comparison?.isPossible === false)
    return taskResult(task, 'pass', startedAt, context.now(), {
      failures: 0,
      compiledPath,
      note: comparison.note,
    });
  const note = test.readsDrift && (await context.drifts.prepare(test));
  if (note !== undefined)
    return taskResult(task, 'pass', startedAt, context.now(), { failures: 0, compiledPath, note });
  const onStatement = context.runSql.begin(test);
  const findings = await findFailures(test, context, onStatement);
  const judgment = judgeTest(test, findings);
  const { status, failures } = judgment;
  if (status === 'pass')
    return taskResult(task, status, startedAt, context.now(), { failures, compiledPath });
  const failuresPath = await failureFiles.keep(test);
  const rows = Math.min(SAMPLE_ROWS, test.verdict.limit ?? SAMPLE_ROWS);
  const sample = await session.query(test.showing.sql ?? test.sql, rows);
  return taskResult(task, status, startedAt, context.now(), {
    failures,
    sample: renderSample(sample, test),
    compiledPath,
    failuresPath,
    message: failureMessage(test, judgment),
    ...(comparison && { note: comparedWith(comparison.release) }),
  });
}

async function findFailures(
  test: CompiledTest,
  { session, scans, knownRows }: RunContext,
  onStatement: OnStatement,
): Promise<TestFindings> {
  const known = knownRows.findings(test);
  if (known !== undefined) {
    onStatement('-- Nothing was read: how many rows the table has was known.');
    return known;
  }
  const scanned = await scans.findings(test, onStatement);
  if (scanned !== undefined) return scanned;
  const sql = verdictSql(test);
  onStatement(sql);
  return session.judge(sql);
}

/** What is said of a test that found something. */
export function failureMessage(test: CompiledTest, { failures, status, condition }: Judgment): string {
  const results = `${failures} ${failures === 1 ? 'result' : 'results'}`;
  if (!isConstraint(test)) return `Got ${results}, configured to ${status} if ${condition}`;
  return `The constraint declared at ${renderPosition(test.at)} is violated: got ${results}`;
}

function comparedWith({ release, createdAt }: Release): string {
  return `Compared with release ${release} of ${createdAt.slice(0, 19).replace('T', ' ')} UTC`;
}
