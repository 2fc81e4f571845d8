import type { SourceFreshness } from '../../compile/freshness.ts';
import type { SourcePosition } from '../../diagnostics/position.ts';
import type { FreshnessThreshold } from '../../project/project.ts';
import { renderAge } from './render-age.ts';

/** What tells how old a source is. */
export interface LatestLoad {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The file that tells it, when its time does. */
  readonly file: string | undefined;
}

export type FreshnessJudgment =
  | { readonly status: 'pass' }
  /** The message says why, and `at` is what was declared. */
  | { readonly status: 'warn' | 'fail'; readonly message: string; readonly at: SourcePosition };

const seconds = { minute: 60, hour: 3600, day: 86_400 } as const;

/** Compares an age with what a source allows. A source without a single moment is older than anything, as in dbt. */
export function judgeFreshness(
  { warnAfter, errorAfter }: SourceFreshness,
  latest: LatestLoad | undefined,
  now: number,
): FreshnessJudgment {
  const age = latest === undefined ? Number.POSITIVE_INFINITY : (now - latest.at) / 1000;
  const passed = (threshold: FreshnessThreshold | null) =>
    threshold !== null && age > threshold.count * seconds[threshold.period];
  if (passed(errorAfter)) return stale('fail', reason(latest, age, 'error_after', errorAfter!), errorAfter!);
  if (passed(warnAfter)) return stale('warn', reason(latest, age, 'warn_after', warnAfter!), warnAfter!);
  return { status: 'pass' };
}

function stale(status: 'warn' | 'fail', message: string, { at }: FreshnessThreshold): FreshnessJudgment {
  return { status, message, at };
}

function reason(
  latest: LatestLoad | undefined,
  age: number,
  key: string,
  { count, period }: FreshnessThreshold,
): string {
  const allowed = `${key} is ${count} ${period}${count === 1 ? '' : 's'}`;
  if (latest === undefined) return `No row tells when it was loaded; ${allowed}.`;
  const what = latest.file === undefined ? 'The newest data are' : `The newest file, ${latest.file}, is`;
  const moment = new Date(latest.at).toISOString().slice(0, 19).replace('T', ' ');
  return `${what} ${renderAge(age)} old, from ${moment} UTC; ${allowed}.`;
}
