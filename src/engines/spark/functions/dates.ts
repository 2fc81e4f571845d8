import { isScalar } from '../casts.ts';
import { quoteSparkText } from '../quote-spark.ts';
import type { Call, SparkFunction } from './call.ts';
import { form, integer } from './forms.ts';

/** A part of a date or moment, by the name that date_part gives it. */
const parts: Readonly<Record<string, string>> = {
  year: 'year($1)',
  month: 'month($1)',
  day: 'dayofmonth($1)',
  quarter: 'quarter($1)',
  hour: 'hour($1)',
  minute: 'minute($1)',
  second: 'CAST(floor(extract(SECOND FROM $1)) AS bigint)',
  dayofweek: '(dayofweek($1) - 1)',
  weekday: '(dayofweek($1) - 1)',
  dow: '(dayofweek($1) - 1)',
  isodow: '(weekday($1) + 1)',
  dayofyear: 'dayofyear($1)',
  doy: 'dayofyear($1)',
  week: 'weekofyear($1)',
  weekofyear: 'weekofyear($1)',
  isoyear: 'extract(YEAROFWEEK FROM $1)',
  dayofmonth: 'dayofmonth($1)',
};

function part(call: Call, name: string, index: number) {
  const template = parts[name];
  if (template === undefined)
    return call.refuse(`The part "${name}" of a moment has no known form in Spark SQL.`);
  requireMoment(call, index);
  // A date has no hours: as a moment it has 0.
  const value = isScalar(call.typeOf(index), 'DATE')
    ? `CAST(${call.plain(index)} AS timestamp_ntz)`
    : call.plain(index);
  return { sql: template.replaceAll('$1', value), type: undefined };
}

function requireMoment(call: Call, index: number): void {
  if (!isScalar(call.typeOf(index), 'DATE', 'TIMESTAMP'))
    call.refuse(`${call.name} of this type has no known form in Spark SQL.`);
}

const truncated = new Set([
  'year',
  'quarter',
  'month',
  'week',
  'day',
  'hour',
  'minute',
  'second',
  'millisecond',
  'microsecond',
]);

const dateTrunc: SparkFunction = call => {
  const unit = call.constant(0)?.toLowerCase();
  if (unit === undefined || !truncated.has(unit))
    return call.refuse('date_trunc needs one of the units year to microsecond, as a literal.');
  requireMoment(call, 1);
  const sql = `date_trunc(${quoteSparkText(unit)}, ${call.plain(1)})`;
  return { sql: `CAST(${sql} AS timestamp_ntz)`, type: 'timestamp_ntz' };
};

/** How many borders of a unit lie between two moments. */
const dateDiff: SparkFunction = call => {
  const unit = call.constant(0)?.toLowerCase();
  if (unit === 'day') return { sql: `datediff(${call.plain(2)}, ${call.plain(1)})`, type: 'int' };
  const seconds = { hour: 3600, minute: 60, second: 1 }[unit ?? ''];
  if (seconds !== undefined && isScalar(call.typeOf(1), 'TIMESTAMP')) {
    const border = (index: number) =>
      `floor(unix_micros(CAST(${call.plain(index)} AS timestamp)) / ${seconds * 1_000_000})`;
    return { sql: `(${border(2)} - ${border(1)})`, type: undefined };
  }
  if (unit === 'month' || unit === 'year') {
    const months = (index: number) =>
      unit === 'year'
        ? `year(${call.plain(index)})`
        : `(year(${call.plain(index)}) * 12 + month(${call.plain(index)}))`;
    return { sql: `(${months(2)} - ${months(1)})`, type: undefined };
  }
  return call.refuse(
    'date_diff needs one of the units year, month, day, hour, minute, second, as a literal.',
  );
};

const epochMicros = (call: Call) => `unix_micros(CAST(${call.plain(0)} AS timestamp))`;

/** Out of microseconds since 1970, or of year, month, day, hour, minute and seconds. */
const makeTimestamp: SparkFunction = call => {
  if (call.children.length === 1) {
    return { sql: `CAST(timestamp_micros(${call.plain(0)}) AS timestamp_ntz)`, type: 'timestamp_ntz' };
  }
  const parts = [0, 1, 2, 3, 4].map(index => call.as(index, integer));
  const seconds = call.as(5, { kind: 'decimal', precision: 16, scale: 6 });
  return { sql: `make_timestamp_ntz(${[...parts, seconds].join(', ')})`, type: 'timestamp_ntz' };
};

export const dateFunctions: readonly (readonly [string, SparkFunction])[] = [
  ...Object.keys(parts)
    .filter(name => name !== 'dow' && name !== 'doy')
    .map(name => [name, (call: Call) => part(call, name, 0)] as const),
  ['date_part', call => part(call, call.constant(0)?.toLowerCase() ?? '', 1)],
  ['datepart', call => part(call, call.constant(0)?.toLowerCase() ?? '', 1)],
  ['date_trunc', dateTrunc],
  ['datetrunc', dateTrunc],
  ['date_diff', dateDiff],
  ['datediff', dateDiff],
  ['last_day', form('last_day($1)', 'date')],
  ['monthname', form("date_format($1, 'MMMM')", 'string')],
  ['dayname', form("date_format($1, 'EEEE')", 'string')],
  [
    'epoch_ms',
    call =>
      isScalar(call.typeOf(0), 'TIMESTAMP')
        ? { sql: `(${epochMicros(call)} div 1000)`, type: 'bigint' }
        : { sql: `CAST(timestamp_millis(${call.plain(0)}) AS timestamp_ntz)`, type: 'timestamp_ntz' },
  ],
  ['epoch_us', call => ({ sql: epochMicros(call), type: 'bigint' })],
  ['epoch', call => ({ sql: `(CAST(${epochMicros(call)} AS double) / 1000000D)`, type: 'double' })],
  ['make_timestamp', makeTimestamp],
  ['make_date', form('make_date($1, $2, $3)', 'date')],
];
