import { randomOf } from './random.ts';
import { firstNames, lastNames, states, towns, userAgents } from './words.ts';

/** What the log says of a user, made again from the user's number whenever it is needed. */
export interface User {
  readonly id: number;
  readonly firstName: string;
  readonly lastName: string;
  readonly gender: 'F' | 'M';
  readonly location: string;
  readonly userAgent: string;
  /** Milliseconds since the epoch, before the first event. */
  readonly registration: number;
}

const REGISTRATIONS_BEGIN = Date.UTC(2018, 5, 1);
const REGISTRATIONS_SPAN = 150 * 86_400_000;

/** User number `index`, who has changed their last name `renames` times. */
export function userAt(seed: number, index: number, renames: number): User {
  const random = randomOf(seed, 'user', index);
  const [firstName, lastName] = [random.below(firstNames.length), random.below(lastNames.length)];
  const [code, neighbor] = [random.pick(states).code, random.pick(states).code];
  return {
    id: index + 1,
    firstName: firstNames[firstName]!,
    lastName: lastNames[(lastName + renames) % lastNames.length]!,
    gender: random.chance(0.57) ? 'F' : 'M',
    location: `${random.pick(towns)}-${random.pick(towns)}, ${code === neighbor ? code : `${code}-${neighbor}`}`,
    userAgent: random.pick(userAgents),
    registration: REGISTRATIONS_BEGIN + random.below(REGISTRATIONS_SPAN),
  };
}
