import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import test, { type ExecutionContext } from 'ava';
import type { LakeContext } from '../../../src/release/lake-context.ts';
import { runSteps } from '../../../src/release/steps.ts';
import { createLocalStore } from '../../../src/storage/local-store.ts';
import { currentContent, plainCopy, readEverythingKept, unknownKeys } from '../../helpers/lake-invariants.ts';
import { type Scenario, scenarios } from '../../helpers/lake-scenarios.ts';
import { buildTables, LakeWorld } from '../../helpers/lake-world.ts';
import type { StoreOperation } from '../../helpers/memory-store.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

for (const [name, scenario] of Object.entries(scenarios)) {
  test(`${name}, killed before any of its steps, leaves a whole release and nothing that stays`, async t => {
    for (let steps = 0; ; steps++) {
      const world = await prepared(scenario);
      const lake = world.process();
      const isDone = await takeSteps(scenario.act(lake), steps);
      await checkAftermath(t, world, lake, scenario, `killed after ${steps} steps`);
      if (isDone) return;
    }
  });

  for (const phase of ['before', 'after'] as const) {
    test(`${name}, killed ${phase} any operation of the store, leaves a whole release and nothing that stays`, async t => {
      for (let count = 1; ; count++) {
        const world = await prepared(scenario);
        const fault = new Fault(phase, count, 'for good');
        const lake = world.process({ onOperation: fault.onOperation });
        await runSteps(scenario.act(lake)).catch(() => undefined);
        await checkAftermath(t, world, lake, scenario, `killed ${phase} ${fault.at}`);
        if (fault.at === undefined) return;
      }
    });

    test(`${name}, with a fault ${phase} any operation of the store, does it or does nothing`, async t => {
      for (let count = 1; ; count++) {
        const world = await prepared(scenario);
        const fault = new Fault(phase, count, 'once');
        const lake = world.process({ onOperation: fault.onOperation });
        const outcome = await runSteps(scenario.act(lake)).then(
          () => 'done',
          () => 'failed',
        );
        const seen = await currentContent(world.process());
        t.deepEqual(
          seen,
          outcome === 'done' ? scenario.after : scenario.before,
          `fault ${phase} ${fault.at}`,
        );
        await checkAftermath(t, world, lake, scenario, `fault ${phase} ${fault.at}`);
        if (fault.at === undefined) return;
      }
    });
  }
}

test('on a local folder a build killed before any of its steps leaves a whole release and nothing that stays', async t => {
  const scenario = scenarios['a build that changes partitions']!;
  for (let steps = 0; ; steps++) {
    // A local folder tells the time of its files by the system's clock.
    const world = new LakeWorld(Date.now());
    world.store = createLocalStore(join(temporaryFolder(t), 'lake'), { clock: () => world.time });
    await scenario.prepare(world);
    const lake = world.process();
    const isDone = await takeSteps(scenario.act(lake), steps);
    await checkAftermath(t, world, lake, scenario, `killed after ${steps} steps`);
    if (isDone) return;
  }
});

async function prepared(scenario: Scenario): Promise<LakeWorld> {
  const world = new LakeWorld();
  await scenario.prepare(world);
  return world;
}

/** True when there were no more steps. */
async function takeSteps(steps: AsyncGenerator<string, unknown, void>, count: number): Promise<boolean> {
  for (let taken = 0; taken <= count; taken++) if ((await steps.next()).done) return true;
  return false;
}

/** A reader sees one whole release; after recovery and the next build nothing remains that no release knows. */
async function checkAftermath(
  t: ExecutionContext,
  world: LakeWorld,
  dead: LakeContext,
  { before, after }: Scenario,
  when: string,
): Promise<void> {
  world.end(dead);
  const reader = world.process();
  const seen = await currentContent(reader);
  if (!isDeepStrictEqual(seen, before)) t.deepEqual(seen, after, when);
  await t.notThrowsAsync(readEverythingKept(reader), when);
  world.pass(25);
  const next = await buildTables(world.process(), { ...after, added: { 2020: 'x' } });
  t.deepEqual(next.problems, [], when);
  t.deepEqual((await currentContent(reader))?.added, { 2020: 'x' }, when);
  await t.notThrowsAsync(readEverythingKept(reader), when);
  t.deepEqual(await unknownKeys(reader), [], when);
  const { shown, wanted } = await plainCopy(reader);
  t.deepEqual(shown, wanted, when);
}

/** Fails the operation of a count, and for good all that follow: a killed process does nothing more. */
class Fault {
  at: string | undefined;
  readonly onOperation: (operation: StoreOperation) => void;
  #seen = 0;

  constructor(phase: StoreOperation['phase'], count: number, how: 'once' | 'for good') {
    this.onOperation = operation => {
      if (operation.phase === phase) this.#seen++;
      if (operation.phase === phase && this.#seen === count) this.at = `${operation.name} ${operation.key}`;
      else if (this.at === undefined || how === 'once') return;
      throw new Error(`fault at ${operation.name} ${operation.key}`);
    };
  }
}
