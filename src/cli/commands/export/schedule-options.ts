import { Option } from 'commander';
import { parseDailyTime } from '../../../deploy/daily-time.ts';
import { badUsage } from '../../../diagnostics/bad-usage.ts';
import type { ScheduledOptions } from '../../operations/scheduled-build.ts';
import type { CommonOptions } from '../../options.ts';

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

/** What every build of the schedule gets. Throws SparkifyError `bad-usage`. */
export function scheduleOf(options: ScheduleOptions & CommonOptions): ScheduledOptions {
  const { at = defaults.at, timezone = defaults.timezone, env = [], vars, threads } = options;
  const time = parseDailyTime(at, timezone);
  if (time !== undefined) return { at: time, env, vars, threads };
  throw badUsage(
    `--at ${at} --timezone ${timezone} is no time of a day.`,
    'Write it like this: --at 05:30 --timezone Europe/Berlin',
  );
}
