import test from 'ava';
import { runSteps } from '../../../src/release/steps.ts';
import { checkAftermath, takeSteps } from '../../helpers/lake-aftermath.ts';
import { currentContent } from '../../helpers/lake-invariants.ts';
import { type Scenario, scenarios } from '../../helpers/lake-scenarios.ts';
import { LakeWorld } from '../../helpers/lake-world.ts';
import type { StoreOperation } from '../../helpers/memory-store.ts';

for (const [name, scenario] of Object.entries(scenarios)) {
  test(`${name}, killed before any of its steps, leaves a whole release and nothing that stays`, async t => {
    for (let steps = 0; ; steps++) {
      const world = await prepared(scenario);
      const lake = world.process({ settings: scenario.settings });
      const isDone = await takeSteps(scenario.act(lake), steps);
      world.end(lake);
      await checkAftermath(t, world, scenario, `killed after ${steps} steps`);
      if (isDone) return;
    }
  });

  for (const phase of ['before', 'after'] as const) {
    test(`${name}, killed ${phase} any operation of the store, leaves a whole release and nothing that stays`, async t => {
      for (let count = 1; ; count++) {
        const world = await prepared(scenario);
        const fault = new Fault(phase, count, 'for good');
        const lake = world.process({ settings: scenario.settings, onOperation: fault.onOperation });
        await runSteps(scenario.act(lake)).catch(() => undefined);
        world.end(lake);
        await checkAftermath(t, world, scenario, `killed ${phase} ${fault.at}`);
        if (fault.at === undefined) return;
      }
    });

    test(`${name}, with a fault ${phase} any operation of the store, does it or does nothing`, async t => {
      for (let count = 1; ; count++) {
        const world = await prepared(scenario);
        const fault = new Fault(phase, count, 'once');
        const lake = world.process({ settings: scenario.settings, onOperation: fault.onOperation });
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
        world.end(lake);
        await checkAftermath(t, world, scenario, `fault ${phase} ${fault.at}`);
        if (fault.at === undefined) return;
      }
    });
  }
}

async function prepared(scenario: Scenario): Promise<LakeWorld> {
  const world = new LakeWorld();
  await scenario.prepare(world);
  return world;
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
