import { acceptedValues } from './accepted-values.ts';
import type { GenericTest } from './generic-test.ts';
import { notNull } from './not-null.ts';
import { relationships } from './relationships.ts';
import { unique } from './unique.ts';

const tests: readonly GenericTest[] = [unique, notNull, acceptedValues, relationships];

/** Every generic test by its name. */
export const genericTests: ReadonlyMap<string, GenericTest> = new Map(tests.map(test => [test.name, test]));
