import { acceptedRange } from './accepted-range.ts';
import { acceptedValues } from './accepted-values.ts';
import { cardinalityEquality } from './cardinality-equality.ts';
import { distributionShift } from './distribution-shift.ts';
import { equalRowcount } from './equal-rowcount.ts';
import { equality } from './equality.ts';
import { expressionIsTrue } from './expression-is-true.ts';
import type { GenericTest } from './generic-test.ts';
import { mutuallyExclusiveRanges } from './mutually-exclusive-ranges.ts';
import { noDrift } from './no-drift.ts';
import { notConstant } from './not-constant.ts';
import { notEmpty } from './not-empty.ts';
import { notNull } from './not-null.ts';
import { notNullProportion } from './not-null-proportion.ts';
import { recency } from './recency.ts';
import { relationships } from './relationships.ts';
import { relationshipsWhere } from './relationships-where.ts';
import { rowCountBetween } from './row-count-between.ts';
import { sequentialValues } from './sequential-values.ts';
import { unique } from './unique.ts';
import { uniqueCombinationOfColumns } from './unique-combination-of-columns.ts';

const tests: readonly GenericTest[] = [
  unique,
  notNull,
  acceptedValues,
  relationships,
  acceptedRange,
  cardinalityEquality,
  distributionShift,
  equalRowcount,
  equality,
  expressionIsTrue,
  mutuallyExclusiveRanges,
  noDrift,
  notConstant,
  notEmpty,
  notNullProportion,
  recency,
  relationshipsWhere,
  rowCountBetween,
  sequentialValues,
  uniqueCombinationOfColumns,
];

/** Every generic test by its name. */
export const genericTests: ReadonlyMap<string, GenericTest> = new Map(tests.map(test => [test.name, test]));

const packageTests: ReadonlyMap<string, GenericTest> = new Map(
  tests.flatMap(test => (test.packageNames ?? []).map(name => [name, test] as const)),
);

/** The test that YAML means by `unique` or, as in projects that come from dbt, by `dbt_utils.equality`. */
export function findGenericTest(name: string): GenericTest | undefined {
  return genericTests.get(name) ?? packageTests.get(name);
}
