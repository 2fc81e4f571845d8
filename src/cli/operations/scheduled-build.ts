import type { Config } from '../../config/config.ts';
import { awsKeys } from '../../config/dot-env.ts';
import { isAmazon } from '../../config/target.ts';
import type { DailyTime } from '../../deploy/daily-time.ts';
import { badUsage } from '../../diagnostics/bad-usage.ts';

export interface ScheduledOptions {
  readonly at: DailyTime;
  /** Names of variables that builds get. */
  readonly env: readonly string[];
  /** The text of --vars. */
  readonly vars: string | undefined;
  readonly threads: number | undefined;
}

/** What a scheduled run gives the program beside its command. */
export function targetArguments({ target }: Config, { vars, threads }: ScheduledOptions): readonly string[] {
  return [
    ...['--target', target.name],
    ...(vars === undefined ? [] : ['--vars', vars]),
    ...(threads === undefined ? [] : ['--threads', String(threads)]),
  ];
}

/** Nobody is there to agree to what is started on AWS. */
export function yesArguments({ target }: Config): readonly string[] {
  return isAmazon(target) ? ['--yes'] : [];
}

/** The variables by their values. Throws SparkifyError `bad-usage` for what is not set, and for keys of AWS. */
export function environmentOf(
  { env }: Config,
  { env: names }: ScheduledOptions,
): Readonly<Record<string, string>> {
  const secret = names.find(name => awsKeys.includes(name.toUpperCase()));
  if (secret !== undefined)
    throw badUsage(
      `--env names ${secret}, and whoever reads the export would have it.`,
      'Builds have a role; leave it out.',
    );
  const missing = names.find(name => !Object.hasOwn(env, name));
  if (missing !== undefined)
    throw badUsage(
      `--env names ${missing}, which is not set here.`,
      'Set it to the value that builds are to have.',
    );
  return Object.fromEntries(names.map(name => [name, env[name]!]));
}

/** Throws SparkifyError `bad-usage` where builds wait for somebody to approve of a plan. */
export function requireUnattended({ target }: Config): void {
  if (target.requirePlan)
    throw badUsage(
      `The target ${target.name} publishes approved plans only, so it cannot build by itself.`,
      'Choose another --target, or leave `requirePlan` out.',
    );
}

/** Does something while a variable has a value: a config may read it. */
export async function withVariable<T>(name: string, value: string, work: () => Promise<T>): Promise<T> {
  const before = process.env[name];
  process.env[name] = value;
  try {
    return await work();
  } finally {
    if (before === undefined) delete process.env[name];
    else process.env[name] = before;
  }
}
