import { Option } from 'commander';
import { type DailyTime, parseDailyTime } from '../../../deploy/daily-time.ts';
import { SparkifyError } from '../../../diagnostics/sparkify-error.ts';

export interface ScheduleOptions {
  readonly at?: string;
  readonly timezone?: string;
  readonly env?: readonly string[];
}

const defaults = { at: '05:00', timezone: 'UTC' };

/** Of exports that build every day. */
export function scheduleOptions(): readonly Option[] {
  return [
    new Option('--at <time>', `when it builds every day (default: ${defaults.at})`),
    new Option(
      '--timezone <name>',
      `where it is so late, e.g. Europe/Berlin (default: ${defaults.timezone})`,
    ),
    new Option('--env <names...>', 'variables that builds get with the values that they have here'),
  ];
}

/** Throws SparkifyError `bad-usage`. */
export function scheduleOf({ at = defaults.at, timezone = defaults.timezone }: ScheduleOptions): DailyTime {
  const time = parseDailyTime(at, timezone);
  if (time !== undefined) return time;
  throw new SparkifyError('bad-usage', `--at ${at} --timezone ${timezone} is no time of a day.`, {
    exitCode: 2,
    hint: 'Write it like this: --at 05:30 --timezone Europe/Berlin',
  });
}
