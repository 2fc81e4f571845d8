import { didYouMean } from '../../diagnostics/closest.ts';
import type { FreshnessHistory } from '../earlier-state.ts';
import type { SelectionMethod } from './method.ts';

export const sourceStatuses: readonly string[] = ['fresher', 'pass', 'warn', 'error'];

/** `source_status:fresher` means sources with newer data than before; the others are what was found last. */
export const sourceStatus: SelectionMethod = {
  name: 'source_status',
  matches: ({ uniqueId }, value, _argument, { freshness }) =>
    value === 'fresher' ? isFresher(uniqueId, freshness()) : hasStatus(uniqueId, value, freshness()),
  problem(_argument, value) {
    if (sourceStatuses.includes(value)) return undefined;
    const message = `"${value}" is no status of a source`;
    return {
      message,
      hint: didYouMean(value, sourceStatuses, `Write one of ${sourceStatuses.join(', ')}.`)!,
    };
  },
};

/** A source that was not known before is fresher, too, as in dbt. */
function isFresher(id: string, { current, previous }: FreshnessHistory): boolean {
  const now = current.get(id)?.maxLoadedAt;
  const before = previous?.get(id)?.maxLoadedAt;
  return now !== undefined && (before === undefined || now > before);
}

/** A source that could not be read is an error. */
function hasStatus(id: string, value: string, { current }: FreshnessHistory): boolean {
  const status = current.get(id)?.status;
  return status === value || (value === 'error' && status === 'runtime error');
}
