import { readTime } from '../columns/written-time.ts';
import type { TimeWindow } from '../compile/batch.ts';
import { badUsage } from '../diagnostics/bad-usage.ts';

export interface EventTimeOptions {
  readonly eventTimeStart?: string;
  readonly eventTimeEnd?: string;
  readonly empty?: boolean;
  readonly sample?: string;
}

const example = '--event-time-start 2026-01-01 --event-time-end 2026-02-01';

/**
 * The time that microbatch models are to compute. As in dbt, both ends have to be given.
 *
 * @throws SparkifyError bad-usage
 */
export function parseEventTime(options: EventTimeOptions): TimeWindow | undefined {
  const { eventTimeStart: start, eventTimeEnd: end } = options;
  if (start === undefined && end === undefined) return undefined;
  if (start === undefined || end === undefined) {
    const [given, missing] = start === undefined ? ['end', 'start'] : ['start', 'end'];
    throw badUsage(
      `--event-time-${given} was given without --event-time-${missing}.`,
      `Give both, e.g. ${example}.`,
    );
  }
  const part = options.empty ? '--empty' : '--sample';
  if (options.empty || options.sample !== undefined)
    throw badUsage(
      `${part} and --event-time-start exclude each other: what is read in part is not computed in batches.`,
      'Take one of the two.',
    );
  const [from, before] = [timeOf(start, 'start'), timeOf(end, 'end')];
  if (from >= before)
    throw badUsage(
      `--event-time-end ${end} does not come after --event-time-start ${start}.`,
      `The end is the first time that is not computed any more, e.g. ${example} for January.`,
    );
  return { start: from.toISOString(), end: before.toISOString() };
}

function timeOf(text: string, which: string): Date {
  const time = readTime(text);
  if (time !== undefined) return time;
  throw badUsage(
    `--event-time-${which} cannot be "${text}".`,
    'Write a date or a time in UTC: 2026-01-31, or "2026-01-31 07:00".',
  );
}
