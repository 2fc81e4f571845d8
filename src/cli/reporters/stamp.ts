import { renderClock } from '../output/quantity.ts';

/** Puts the time before each line, as dbt does; an empty line stays empty. */
export function stamp(lines: readonly string[], time: Date): string[] {
  return lines.map(line => (line === '' ? '' : `${renderClock(time)}  ${line}`));
}
