import type { LakeContext } from '../../src/release/lake-context.ts';
import { runSteps } from '../../src/release/steps.ts';
import { endTaskSteps, failedTask } from '../../src/release/tasks/end-task.ts';
import { findJointSteps, joinSteps } from '../../src/release/tasks/join-candidate.ts';
import { type CandidateOutcome, publishCandidateSteps } from '../../src/release/tasks/publish-candidate.ts';
import type { TaskAttempt } from '../../src/release/tasks/task-attempt.ts';
import { stateOf, writeTable, type Years } from './lake-world.ts';

/** What an attempt found, by which it says what it read. */
const found = new WeakMap<TaskAttempt, ReadonlyMap<string, string>>();
/** Which table it is about. */
const tableOf = new WeakMap<TaskAttempt, string>();

/** A task as its steps: finds what is there, computes one table, and adds it. */
export async function* taskSteps(
  lake: LakeContext,
  table: string,
  years: Years,
  reads: readonly string[] = [],
  candidate = 'nightly',
): AsyncGenerator<string, void, void> {
  const attempt = yield* beginTaskSteps(lake, table, undefined, candidate);
  yield* addSteps(lake, attempt, table, years, reads);
}

export async function* beginTaskSteps(
  lake: LakeContext,
  table: string,
  task = `run --select ${table}`,
  candidate = 'nightly',
): AsyncGenerator<string, TaskAttempt, void> {
  const { base, tables } = yield* findJointSteps(lake, candidate);
  const attempt = yield* joinSteps(lake, { candidate, task, command: 'run', base });
  found.set(attempt, new Map(tables.map(({ attempt, change }) => [change.name, attempt])));
  tableOf.set(attempt, table);
  return attempt;
}

export async function* addSteps(
  lake: LakeContext,
  attempt: TaskAttempt,
  table: string,
  years: Years,
  reads: readonly string[] = [],
): AsyncGenerator<string, void, void> {
  yield 'write-table';
  const change = await writeTable(lake, attempt, table, years);
  const writers = found.get(attempt)!;
  yield* endTaskSteps(lake, attempt, {
    outcome: 'complete',
    changes: [change],
    reads: Object.fromEntries(reads.map(name => [name, writers.get(name) ?? null])),
    sources: [],
    passed: [],
  });
}

export function runTask(
  lake: LakeContext,
  table: string,
  years: Years,
  reads: readonly string[] = [],
  candidate = 'nightly',
): Promise<void> {
  return runSteps(taskSteps(lake, table, years, reads, candidate));
}

export function beginTask(
  lake: LakeContext,
  table: string,
  task?: string,
  candidate?: string,
): Promise<TaskAttempt> {
  return runSteps(beginTaskSteps(lake, table, task, candidate));
}

/** Writes the table that the attempt was begun for, and adds it. */
export function endTask(lake: LakeContext, attempt: TaskAttempt, years: Years): Promise<void> {
  return runSteps(addSteps(lake, attempt, tableOf.get(attempt)!, years, []));
}

export function failTask(lake: LakeContext, attempt: TaskAttempt): Promise<void> {
  return runSteps(endTaskSteps(lake, attempt, failedTask));
}

export function publishJoint(
  lake: LakeContext,
  tables: readonly string[],
  name?: string,
): Promise<CandidateOutcome> {
  return runSteps(publishJointSteps(lake, tables, name));
}

/** Publishes what tasks added, and tells what of the nodes follows from that. */
export function publishJointSteps(
  lake: LakeContext,
  tables: readonly string[],
  name = 'nightly',
): ReturnType<typeof publishCandidateSteps> {
  return publishCandidateSteps(lake, { name, tables, tests: {}, stateOf: ({ changes }) => stateOf(changes) });
}
