import { didYouMeanAmong } from '../../diagnostics/closest.ts';
import { matches } from '../glob.ts';
import { type NodeChange, stateAspects } from '../node-change.ts';
import type { SelectionMethod } from './method.ts';

const checks: ReadonlyMap<string, (change: NodeChange) => boolean> = new Map([
  ['new', ({ isNew }: NodeChange) => isNew],
  ['old', ({ isNew }: NodeChange) => !isNew],
  ['modified', ({ isModified }: NodeChange) => isModified],
  ['unmodified', ({ isModified }: NodeChange) => !isModified],
  ...stateAspects.map(
    aspect => [`modified.${aspect}`, ({ aspects }: NodeChange) => aspects.has(aspect)] as const,
  ),
]);

/** What can stand behind `state:`. */
export const stateValues: readonly string[] = [...checks.keys()];

/** What is not as an earlier manifest has it: `state:new`, `state:modified`, `state:modified.body`. */
export const state: SelectionMethod = {
  name: 'state',
  matches({ uniqueId }, value, _argument, { changes }) {
    const change = changes().get(uniqueId);
    return change !== undefined && asked(value).some(name => checks.get(name)!(change));
  },
  problem(_argument, value) {
    if (asked(value).length > 0) return undefined;
    const known = `The states are ${stateValues.join(', ')}.`;
    return { message: `"${value}" is no state`, hint: didYouMeanAmong(value, stateValues, known) };
  },
};

function asked(value: string): readonly string[] {
  return stateValues.filter(name => matches(name, value));
}
