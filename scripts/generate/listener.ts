import type { Page } from './page.ts';
import { type Random, randomOf } from './random.ts';

/** A user in the simulation: the little that is kept of each while the days pass. */
export interface Listener {
  readonly index: number;
  readonly random: Random;
  /** One in ten likes change: such users upgrade, downgrade and rename themselves often. */
  readonly restless: boolean;
  /** Mean milliseconds from the end of a session to the start of the next. */
  readonly pause: number;
  /** When the next event happens, milliseconds since the epoch. */
  nextTs: number;
  nextPage: Page;
  /** Between two sessions. */
  idle: boolean;
  loggedIn: boolean;
  paid: boolean;
  sessionId: number;
  itemInSession: number;
  /** The coming session starts with a song at the very moment at which a friend's does. */
  together: boolean;
  renames: number;
}

const DAY = 86_400_000;
const GOLDEN_RATIO = 0.618033988749895;

/** Listener number `index`, whose first session lies somewhere after `start`. */
export function createListener(seed: number, index: number, start: number): Listener {
  const random = randomOf(seed, 'listener', index);
  // Multiples of the golden ratio fill [0, 1) evenly, so that any number of users has the same mixture of habits.
  const keenness = (index * GOLDEN_RATIO) % 1;
  const paid = keenness > 0.8;
  const pause = paid ? 0.82 * DAY : 2 * DAY + (1 - keenness) * 18 * DAY;
  return {
    index,
    random,
    restless: index % 10 === 4,
    pause,
    nextTs: settle(start + random.unit() * pause, random),
    nextPage: 'Home',
    idle: true,
    loggedIn: true,
    paid,
    sessionId: 0,
    itemInSession: 0,
    together: false,
    renames: 0,
  };
}

/** Moves a moment to whole seconds, and most of what falls into the night to the day that follows. */
export function settle(ts: number, random: Random): number {
  const hour = new Date(ts).getUTCHours();
  const awake = hour < 9 && random.chance(0.6) ? ts + 9 * 3_600_000 : ts;
  return Math.floor(awake / 1000) * 1000;
}
