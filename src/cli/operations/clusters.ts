import type { Config } from '../../config/config.ts';
import { loadConfig, type ProjectOptions } from '../../config/load-config.ts';
import { isAmazon } from '../../config/target.ts';
import { badUsage } from '../../diagnostics/bad-usage.ts';
import { findStarted, type StartedThing } from '../../engines/emr/find-started.ts';
import { createJobEnder } from '../../engines/emr/job-ender.ts';

/** What builds of the project have started where the target runs, and what has not ended. */
export async function startedBy(options: ProjectOptions): Promise<readonly StartedThing[]> {
  return startedOf((await loadConfig(options)).config);
}

/**
 * Ends what builds have started, one after the other. Gives what was ended.
 *
 * @throws SparkifyError `bad-usage` for an id that is not among them
 */
export async function terminate(
  options: ProjectOptions,
  wanted: readonly string[] | 'all',
): Promise<readonly StartedThing[]> {
  const { config } = await loadConfig(options);
  const found = await startedOf(config);
  const unknown = wanted === 'all' ? undefined : wanted.find(id => !found.some(each => each.id === id));
  if (unknown !== undefined || wanted.length === 0)
    throw badUsage(
      unknown === undefined
        ? 'Nothing is named that is to be ended.'
        : `Nothing runs that is called ${unknown}.`,
      'Give ids of `sparkify clusters list`, or --all.',
    );
  const chosen = found.filter(({ id }) => wanted === 'all' || wanted.includes(id));
  const ender = createJobEnder(config);
  for (const { id } of chosen) await ender.end(id);
  return chosen;
}

async function startedOf({ name, target }: Config): Promise<readonly StartedThing[]> {
  if (isAmazon(target)) return findStarted(target, name);
  throw badUsage(
    `The target ${target.name} starts nothing on AWS.`,
    'Choose a target of emr() or emrServerless() with --target.',
  );
}
