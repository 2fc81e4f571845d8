import { aggregateFunctions } from './aggregates.ts';
import type { SparkFunction } from './call.ts';
import { dateFunctions } from './dates.ts';
import { listFunctions } from './lists.ts';
import { numberFunctions } from './numbers.ts';
import { patternFunctions } from './patterns.ts';
import { textFunctions } from './texts.ts';

/** The functions of DuckDB that have a form in Spark SQL with the same meaning, by name in lower case. */
export const functions: ReadonlyMap<string, SparkFunction> = new Map([
  ...numberFunctions,
  ...textFunctions,
  ...patternFunctions,
  ...dateFunctions,
  ...listFunctions,
  ...aggregateFunctions,
]);
