import { parse } from 'yaml';
import { sqlTime } from '../columns/sql-time.ts';
import { readTime } from '../columns/written-time.ts';
import { isJsonObject } from '../config/json-value.ts';
import { SparkifyError } from '../diagnostics/sparkify-error.ts';

/** What `--sample` asks for: a time, by each table's `event_time`, or rows or a share of each source. */
export type SampleSpec =
  | { readonly kind: 'window'; readonly start: string; readonly end: string }
  | {
      readonly kind: 'rows';
      readonly count: number;
      /** Of seeds and of tables of the release, too. */
      readonly ofTables?: boolean;
    }
  | { readonly kind: 'share'; readonly percent: number };

/**
 * Reads `3 days`, `1000 rows`, `10%` or `{"start": "2018-11-01", "end": "2018-11-08"}`.
 *
 * @throws SparkifyError bad-usage
 */
export function parseSample(text: string, now: Date): SampleSpec {
  const [, amount, unit] = /^\s*(\d+(?:\.\d+)?)\s*(%|[a-z]+)\s*$/i.exec(text) ?? [];
  if (amount === undefined || unit === undefined) return parseWindow(text);
  const count = Number(amount);
  const name = unit.toLowerCase().replace(/s$/, '');
  if (name === '%' && count > 0 && count <= 100) return { kind: 'share', percent: count };
  if (!Number.isInteger(count) || count === 0) throw badSample(text);
  if (name === 'row') return { kind: 'rows', count };
  const start = earlier(now, count, name);
  if (start === undefined) throw badSample(text);
  return { kind: 'window', start: sqlTime(start), end: sqlTime(now) };
}

function parseWindow(text: string): SampleSpec {
  const value = parseYaml(text);
  if (!isJsonObject(value)) throw badSample(text);
  const { start, end, ...others } = value;
  const times = [start, end].map(readTime);
  const [from, to] = times;
  if (from === undefined || to === undefined || Object.keys(others).length > 0) throw badSample(text);
  if (from >= to) throw badSample(text, 'Its end must come after its start.');
  return { kind: 'window', start: sqlTime(from), end: sqlTime(to) };
}

function parseYaml(text: string): unknown {
  try {
    return parse(text, { logLevel: 'error' });
  } catch {
    throw badSample(text);
  }
}

function earlier(now: Date, count: number, unit: string): Date | undefined {
  const date = new Date(now);
  if (unit === 'hour') date.setUTCHours(date.getUTCHours() - count);
  else if (unit === 'day') date.setUTCDate(date.getUTCDate() - count);
  else if (unit === 'month') backMonths(date, count);
  else if (unit === 'year') backMonths(date, count * 12);
  else return undefined;
  // Before this Date, or SQL, has no such time.
  return date.getUTCFullYear() >= 1 ? date : undefined;
}

/** A month before March 31 is the last day of February. */
function backMonths(date: Date, count: number): void {
  const day = date.getUTCDate();
  date.setUTCMonth(date.getUTCMonth() - count);
  if (date.getUTCDate() !== day) date.setUTCDate(0);
}

function badSample(text: string, reason = 'It is not of a form that is known.'): SparkifyError {
  return new SparkifyError('bad-usage', `--sample cannot be "${text}". ${reason}`, {
    exitCode: 2,
    hint: 'Write "3 days" (or hours, months, years), "1000 rows", "10%" or \'{"start": "2018-11-01", "end": "2018-11-08"}\'.',
  });
}
