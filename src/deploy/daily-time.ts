/** When something runs every day. */
export interface DailyTime {
  readonly hour: number;
  readonly minute: number;
  /** As the IANA calls it, e.g. `Europe/Berlin`. */
  readonly timezone: string;
}

/** Reads `05:00` or `5`; undefined when that is no time of a day, or there is no such timezone. */
export function parseDailyTime(text: string, timezone: string): DailyTime | undefined {
  const found = /^(\d{1,2})(?::(\d{2}))?$/.exec(text.trim());
  const [hour, minute] = [Number(found?.[1]), Number(found?.[2] ?? 0)];
  if (found === null || hour > 23 || minute > 59 || !isTimezone(timezone)) return undefined;
  return { hour, minute, timezone };
}

/** A distance from UTC like `+02:00` is none: schedulers take names. */
function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return /^[a-z]/i.test(name);
  } catch {
    return false;
  }
}
