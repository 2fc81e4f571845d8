import type { PortableQuery } from '../../check/checked-project.ts';
import type { CompiledNode } from '../../compile/node.ts';
import type { Config } from '../../config/config.ts';
import { isAmazon } from '../../config/target.ts';
import { findLeftJob, type LeftJob } from '../../engines/emr/left-job.ts';
import type { JobAbout } from '../../engines/job-place.ts';
import type { KeptBuild } from '../../release/resume.ts';
import { digest, type Recipes, recipeChange } from '../recipes.ts';
import type { RunPlan, RunTask } from '../run-plan.ts';
import { jobFolder } from './open-job-place.ts';
import { isRemote } from './plan-job.ts';

type Queries = Readonly<Record<string, PortableQuery>>;

/** What became of the job that an earlier attempt had started. */
export type EarlierJob =
  | { readonly outcome: 'joined'; readonly job: LeftJob }
  /** With the reason, as a sentence. */
  | { readonly outcome: 'ended'; readonly because: string };

export function joinedJob(
  resumption: { readonly job: EarlierJob | undefined } | undefined,
): LeftJob | undefined {
  return resumption?.job?.outcome === 'joined' ? resumption.job.job : undefined;
}

/** The job that a killed build left, or why there is none to join. Undefined when it left none. */
export async function leftJob(
  { target }: Pick<Config, 'target'>,
  { candidate }: KeptBuild,
): Promise<LeftJob | string | undefined> {
  const { remoteJob: id, prefix } = candidate.value;
  if (id === null) return undefined;
  if (!isAmazon(target)) return 'This target runs no jobs on AWS.';
  return findLeftJob({ target, id, ...jobFolder(target, prefix) });
}

/** Why a job does not do what a plan is about to do, as a sentence; undefined when it does just that. */
export async function whyOther(
  { about }: LeftJob,
  { tasks }: RunPlan,
  recipes: Recipes,
  queries: Queries,
): Promise<string | undefined> {
  const own = tasks.filter(isRemote);
  const now = await followsFrom(own, recipes, queries);
  const changed = own.find(({ id }) => about.tasks[id] !== undefined && about.tasks[id] !== now[id]);
  if (changed !== undefined) return whyChanged(changed.node, about.tasks[changed.id]!, now[changed.id]!);
  const isSame = own.length === Object.keys(about.tasks).length && own.every(({ id }) => id in about.tasks);
  return isSame ? undefined : 'It does not do what this run is to do.';
}

function whyChanged({ resourceType, name }: CompiledNode, before: string, now: string): string {
  if (recipeOf(before) === recipeOf(now)) return 'Another version of sparkify had started it.';
  switch (recipeChange(before, now)) {
    case 'the session':
      return 'The version of DuckDB has changed, or onRunStart.';
    case 'itself':
      return resourceType === 'source' || resourceType === 'seed'
        ? `The ${resourceType} ${name} has changed.`
        : `The SQL or the config of ${name} has changed.`;
    case 'what it reads':
      return `What ${name} reads has changed.`;
  }
}

function recipeOf(text: string): string {
  return text.slice(0, text.lastIndexOf('-'));
}

/** What each task of a job follows from: two jobs of which it is the same do the same. */
export async function followsFrom(
  tasks: readonly RunTask[],
  recipes: Recipes,
  queries: Queries,
): Promise<JobAbout['tasks']> {
  const entries = tasks.map(async ({ id, node: { uniqueId } }) => {
    const recipe = await recipes.of(uniqueId);
    return [id, `${recipe}-${digest(queries[uniqueId] ?? null)}`] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}
