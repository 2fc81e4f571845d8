import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ExecutionContext } from 'ava';
import { inTurn } from '../../src/release/steps.ts';
import { inParallel } from '../../src/storage/in-parallel.ts';
import type { StoppedLake, StoppedWork } from './killed-process.ts';
import { checkAftermath, takeSteps } from './lake-aftermath.ts';
import { scenarios } from './lake-scenarios.ts';
import { LakeWorld } from './lake-world.ts';
import { realProcesses } from './real-processes.ts';

/**
 * Kills a process after each step of a scenario, as `kill -9` does, and looks at what it left. One process works on as
 * many lakes as there are steps, and stands still after another step in each: so one kill does for all.
 *
 * @param place gives the folder or address of a lake of its own
 */
export async function killAfterEveryStep(
  t: ExecutionContext,
  scenario: string,
  place: (steps: number) => string,
): Promise<void> {
  // Time may make a step more of it: a lease that is to be renewed.
  const count = (await countSteps(scenario)) + 2;
  const lakes = Array.from({ length: count }, (_, steps) => ({ place: place(steps), steps }));
  await killAfter({ scenario, phase: 'prepare', lakes });
  const ended = new Set(await killAfter({ scenario, phase: 'act', lakes }));
  t.true(ended.has(lakes.at(-1)!.place), 'not every step was taken');
  t.false(ended.has(lakes[0]!.place));
  await inParallel(lakes, 8, ({ place: at, steps }: StoppedLake) =>
    checkAftermath(t, realProcesses(at), scenarios[scenario]!, `killed after ${steps} steps`),
  );
}

/** As many as it takes where nothing else happens. */
async function countSteps(name: string): Promise<number> {
  const { prepare, settings, act } = scenarios[name]!;
  for (let steps = 0; ; steps++) {
    const world = new LakeWorld();
    // As the processes that are killed.
    world.together = inTurn;
    await prepare(world);
    if (await takeSteps(act(world.process({ settings })), steps)) return steps;
  }
}

/** Kills a process once it has done its work. Gives the lakes in which that came to its end. */
async function killAfter(work: StoppedWork): Promise<readonly string[]> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'killed-process.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(JSON.stringify(work));
  const exit = once(child, 'exit');
  try {
    for await (const line of createInterface({ input: child.stdout })) return JSON.parse(line);
    throw new Error('the process ended before its time');
  } finally {
    child.kill('SIGKILL');
    await exit;
  }
}
