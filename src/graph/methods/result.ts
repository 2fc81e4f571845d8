import { didYouMeanAmong } from '../../diagnostics/closest.ts';
import type { SelectionMethod } from './method.ts';

/** How a node can end. */
export const resultStatuses = [
  ...(['success', 'error', 'skipped', 'pass', 'fail', 'warn', 'reused', 'partial success'] as const),
] as const;

/** `result:error` means what ended so in an earlier run: models and seeds by the first three, tests by all but `success`. */
export const result: SelectionMethod = {
  name: 'result',
  matches: ({ uniqueId }, value, _argument, { lastResults }) => lastResults().get(uniqueId) === value,
  problem(_argument, value) {
    if ((resultStatuses as readonly string[]).includes(value)) return undefined;
    const message = `"${value}" is no status of a result`;
    const known = `The statuses are ${resultStatuses.join(', ')}.`;
    return { message, hint: didYouMeanAmong(value, resultStatuses, known) };
  },
};
