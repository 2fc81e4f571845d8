import { didYouMean } from '../../diagnostics/closest.ts';
import type { SelectionMethod } from './method.ts';

export const testTypes: readonly string[] = ['generic', 'singular', 'constraint', 'data', 'unit'];

/** `data` is both generic and singular. */
export const testType: SelectionMethod = {
  name: 'test_type',
  matches: (node, value) =>
    value === 'data'
      ? node.testType === 'generic' || node.testType === 'singular'
      : node.testType !== undefined && node.testType === value,
  problem(_argument, value) {
    if (testTypes.includes(value)) return undefined;
    const all = `The types of tests are ${testTypes.join(', ')}.`;
    return { message: `there is no type of test "${value}"`, hint: didYouMean(value, testTypes, all)! };
  },
};
