const form = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:?\d\d)?)?$/;

/**
 * A date or time as people write it; undefined of anything else. As everywhere in sparkify, one without a zone is in UTC.
 *
 * @example readTime('2026-01-31') // 2026-01-31T00:00:00.000Z
 */
export function readTime(value: unknown): Date | undefined {
  const [, day, time = '00:00', zone = 'Z'] = form.exec(String(value)) ?? [];
  const date = new Date(`${day}T${time}${zone}`);
  if (day === undefined || Number.isNaN(date.getTime())) return undefined;
  // JavaScript takes February 30 for March 2.
  return new Date(`${day}T00:00Z`).toISOString().startsWith(day) ? date : undefined;
}
