/**
 * A process of its own that is killed: `prepare` brings each of the lakes that stdin names into the state in which a
 * scenario begins, and whatever builds it leaves die with it; `act` takes so many steps of the scenario in each of them.
 * Then it says which came to their end, and stands still.
 */
import { json } from 'node:stream/consumers';
import { inParallel } from '../../src/storage/in-parallel.ts';
import { takeSteps } from './lake-aftermath.ts';
import { scenarios } from './lake-scenarios.ts';
import { realProcesses } from './real-processes.ts';

/** A lake, by its folder or address, and after how many steps the process that works on it stands still. */
export interface StoppedLake {
  readonly place: string;
  readonly steps: number;
}

export interface StoppedWork {
  readonly scenario: string;
  readonly phase: 'prepare' | 'act';
  readonly lakes: readonly StoppedLake[];
}

const { scenario: name, phase, lakes } = (await json(process.stdin)) as StoppedWork;
const scenario = scenarios[name]!;
const ended: string[] = [];
await inParallel(lakes, 8, async ({ place, steps }) => {
  const world = realProcesses(place);
  if (phase === 'prepare') return scenario.prepare(world);
  const lake = world.process({ settings: scenario.settings });
  if (await takeSteps(scenario.act(lake), steps)) ended.push(place);
});
process.stdout.write(`${JSON.stringify(ended)}\n`);
setInterval(() => undefined, 2 ** 30);
