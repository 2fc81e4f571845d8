import { didYouMean } from '../../diagnostics/closest.ts';
import type { SelectionMethod } from './method.ts';

const testTypes = ['generic', 'singular', 'constraint', 'data', 'unit'];

/** `data` is both generic and singular; `unit` is none that exists here yet. */
export const testType: SelectionMethod = {
  name: 'test_type',
  matches: (node, value) =>
    node.resourceType === 'test' &&
    (value === 'data' ? node.testType !== 'constraint' : node.testType === value),
  problem(_argument, value) {
    if (value === 'unit') {
      return {
        message: 'sparkify has no unit tests yet',
        hint: 'test_type: takes generic, singular, constraint or data.',
      };
    }
    if (testTypes.includes(value)) return undefined;
    const all = `The types of tests are ${testTypes.join(', ')}.`;
    return { message: `there is no type of test "${value}"`, hint: didYouMean(value, testTypes, all)! };
  },
};
