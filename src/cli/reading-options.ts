import { Option } from 'commander';
import { badUsage } from '../diagnostics/bad-usage.ts';
import type { Reading } from '../run/reading.ts';
import { parseSample } from '../run/sample-spec.ts';

export interface ReadingOptions {
  readonly empty?: boolean;
  readonly sample?: string;
  readonly publish?: boolean;
}

/** dbt's flags for a run that does not read everything. */
export function readingOptions(): readonly Option[] {
  return [
    new Option('--empty', 'read no rows: queries, constraints and tests run on nothing'),
    new Option('--sample <spec>', 'read a part only, e.g. "3 days", "1000 rows", "10%"'),
    new Option('--publish', 'publish a sample, too'),
  ];
}

/** Throws SparkifyError `bad-usage`. */
export function parseReading({ empty, sample, publish }: ReadingOptions, now: Date): Reading | undefined {
  if (empty && sample !== undefined)
    throw badUsage('--empty and --sample exclude each other.', 'Take one of the two.');
  if (empty && publish)
    throw badUsage('What --empty computes cannot be published.', 'Leave --publish out, or take --sample.');
  if (empty) return 'nothing';
  return sample === undefined ? undefined : parseSample(sample, now);
}
