import { InvalidArgumentError, Option } from 'commander';
import { badUsage } from '../diagnostics/bad-usage.ts';
import type { Reading } from '../run/reading.ts';

export interface CandidateOption {
  readonly candidate?: string;
}

/** Of commands that may be one task of several. */
export function candidateOption(): Option {
  return new Option(
    '--candidate <name>',
    'publish nothing: add the tables to this candidate, which `sparkify releases publish` publishes',
  ).argParser(candidateName);
}

/** It becomes a part of the names of objects. */
export function candidateName(name: string): string {
  if (!/^[A-Za-z0-9][\w.-]{0,99}$/.test(name))
    throw new InvalidArgumentError(
      'It has to begin with a letter or digit, and has up to 100 letters, digits, dots, hyphens and underscores.',
    );
  return name;
}

/** Throws SparkifyError `bad-usage` where nothing could be added to a candidate. */
export function refuseReading({ candidate }: CandidateOption, reading: Reading | undefined): void {
  if (candidate === undefined || reading === undefined) return;
  throw badUsage(
    '--candidate takes whole tables only, and no --sample or --empty.',
    'Leave one of the two out.',
  );
}
