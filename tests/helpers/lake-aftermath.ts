import { isDeepStrictEqual } from 'node:util';
import type { ExecutionContext } from 'ava';
import type { LakeContext } from '../../src/release/lake-context.ts';
import { findCandidate } from '../../src/release/read-documents.ts';
import { runSteps } from '../../src/release/steps.ts';
import { discardCandidateSteps } from '../../src/release/tasks/discard-candidate.ts';
import {
  catalogContent,
  currentContent,
  plainCopy,
  readEverythingKept,
  unknownKeys,
} from './lake-invariants.ts';
import type { Scenario } from './lake-scenarios.ts';
import { buildTables, type Processes } from './lake-world.ts';

/** True when there were no more steps. */
export async function takeSteps(
  steps: AsyncGenerator<string, unknown, void>,
  count: number,
): Promise<boolean> {
  for (let taken = 0; taken <= count; taken++) if ((await steps.next()).done) return true;
  return false;
}

/** A reader sees one whole release; after recovery and the next build nothing remains that no release knows. */
export async function checkAftermath(
  t: ExecutionContext,
  world: Processes,
  { before, catalog = before, after, settings, candidate }: Scenario,
  when: string,
): Promise<void> {
  const reader = world.process({ settings });
  const seen = await currentContent(reader);
  if (!isDeepStrictEqual(seen, before)) t.deepEqual(seen, after, when);
  await t.notThrowsAsync(readEverythingKept(reader), when);
  const attached = await catalogContent(reader);
  if (!isDeepStrictEqual(attached, catalog)) t.deepEqual(attached, after, when);
  world.pass(25);
  if (candidate !== undefined) await giveUp(world.process({ settings }), candidate);
  const next = await buildTables(world.process({ settings }), { ...after, added: { 2020: 'x' } });
  t.deepEqual(next.problems, [], when);
  t.deepEqual((await currentContent(reader))?.added, { 2020: 'x' }, when);
  await t.notThrowsAsync(readEverythingKept(reader), when);
  t.deepEqual(await unknownKeys(reader), [], when);
  const { shown, wanted } = await plainCopy(reader);
  t.deepEqual(shown, wanted, when);
  t.deepEqual(await catalogContent(reader), await currentContent(reader), when);
}

/** Does nothing when it is gone. */
async function giveUp(lake: LakeContext, candidate: string): Promise<void> {
  if ((await findCandidate(lake, candidate)) !== undefined)
    await runSteps(discardCandidateSteps(lake, candidate));
}
