export { renderBytes, renderCount, renderQuantity, renderSeconds } from '../../src/cli/output/quantity.ts';

const units: readonly (readonly [seconds: number, unit: Intl.RelativeTimeFormatUnit])[] = [
  [60, 'second'],
  [3600, 'minute'],
  [86_400, 'hour'],
  [86_400 * 30, 'day'],
  [86_400 * 365, 'month'],
  [Number.POSITIVE_INFINITY, 'year'],
];

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

/** `3 hours ago` */
export function ago(time: string, now = Date.now()): string {
  const seconds = (Date.parse(time) - now) / 1000;
  const at = units.findIndex(([limit]) => Math.abs(seconds) < limit);
  const size = at === 0 ? 1 : units[at - 1]![0];
  return relative.format(Math.round(seconds / size), units[at]![1]);
}

/** `2026-11-04 18:05:09 UTC`, as everything that sparkify writes. */
export function moment(time: string): string {
  return `${time.slice(0, 19).replace('T', ' ')} UTC`;
}

/** `1.2 M`, for where there is little room. */
export function shortCount(count: number): string {
  return new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 }).format(count);
}
