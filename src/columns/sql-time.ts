/** A time in UTC as a literal of SQL has it, e.g. `2026-01-31 12:00:00.000`. */
export function sqlTime(date: Date): string {
  return date.toISOString().replace('T', ' ').replace('Z', '');
}
