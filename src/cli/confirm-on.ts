import type { Confirm } from '../run/job/confirm-start.ts';
import type { Cli } from './cli.ts';

/** Asks whoever sits at the terminal whether what was shown may be started. Undefined where there is nobody to ask. */
export function confirmOn({ ask }: Pick<Cli, 'ask'>): Confirm | undefined {
  return ask && (async signal => /^y(es)?$/i.test((await ask('Start it? [y/N] ', signal)).trim()));
}
