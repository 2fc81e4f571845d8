/** `6,820`. */
export function renderCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `1 row`, `6,820 rows`, `2 queries`, `3 batches`. */
export function renderQuantity(count: number, noun: string): string {
  return `${renderCount(count)} ${count === 1 ? noun : plural(noun)}`;
}

/** `812 B`, `12.3 kB`, `4.0 GB`: powers of 1,000, as disks and S3 bills count. */
export function renderBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB', 'TB', 'PB'];
  let value = bytes / 1000;
  let unit = 0;
  // 999.95 would be printed as 1000.0
  while (value >= 999.95 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value.toFixed(1)} ${units[unit]}`;
}

/** `0.12s`, `59.90s`, `2m 05s`, `1h 00m 12s`. */
export function renderSeconds(seconds: number): string {
  if (seconds < 59.995) return `${seconds.toFixed(2)}s`;
  const whole = Math.round(seconds);
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${hours}h ${two(minutes)}m ${two(whole % 60)}s` : `${minutes}m ${two(whole % 60)}s`;
}

/** `18:05:09`, UTC as everything that sparkify writes. */
export function renderClock(time: Date): string {
  return time.toISOString().slice(11, 19);
}

function plural(noun: string): string {
  if (noun.endsWith('y')) return `${noun.slice(0, -1)}ies`;
  return /(?:ch|ss)$/.test(noun) ? `${noun}es` : `${noun}s`;
}
