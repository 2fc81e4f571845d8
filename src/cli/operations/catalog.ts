import { join } from 'node:path';
import { loadLastRun } from '../../artifacts/load-last-run.ts';
import type { LoadedProject } from '../../check/checked-project.ts';
import type { Config } from '../../config/config.ts';
import type { ProjectOptions } from '../../config/load-config.ts';
import { loadConfig } from '../../config/load-config.ts';
import { openGlue } from '../../deploy/glue/glue.ts';
import { glueCatalog } from '../../deploy/glue/glue-catalog.ts';
import { planSync, type SyncPlan } from '../../deploy/glue/plan-sync.ts';
import { tableDescriptions } from '../../deploy/glue/table-descriptions.ts';
import { badUsage } from '../../diagnostics/bad-usage.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import type { Session } from '../../engines/session.ts';
import { lakePlace, openProjectLake } from '../../release/open-project-lake.ts';
import type { Registered } from '../../release/outside-catalog.ts';
import { readCurrentRelease } from '../../release/read-current.ts';
import { withProject } from '../../sparkify.ts';

/**
 * Makes the catalog of the target show the current release.
 *
 * @throws SparkifyError `bad-usage` where the target has none, `nothing-published`, `catalog-held`, and what Glue answers
 */
export async function syncCatalog(
  options: ProjectOptions,
  { prune }: { readonly prune: boolean },
): Promise<Registered> {
  await requireCatalog(options);
  return withProject(options, async ({ config, nodes }, session) => {
    const outside = glueCatalog({ config, nodes, prune });
    const { lake } = openProjectLake(config, session, undefined, outside);
    if ((await lake.state()) !== 'released') throw nothingPublished(config);
    const state = await lake.register({ always: true });
    if (typeof state === 'string') throw held(outside!.label);
    return state;
  });
}

/** Registers what the last run published and could not register; undefined when nothing is left of that. */
export async function registerLeft(options: ProjectOptions): Promise<Registered | undefined> {
  const last = loadLastRun((await loadConfig(options)).config);
  const its = { ...options, target: last.options.target };
  if ((await loadConfig(its)).config.target.catalog === undefined) return undefined;
  return withProject(its, async ({ config, nodes }, session) => {
    const { lake } = openProjectLake(config, session, undefined, glueCatalog({ config, nodes }));
    if ((await lake.state()) !== 'released') return undefined;
    const state = await lake.register({ always: false });
    return typeof state === 'string' ? undefined : state;
  });
}

/** What `syncCatalog` would do. Changes nothing. */
export async function planCatalogSync(options: ProjectOptions): Promise<SyncPlan> {
  await requireCatalog(options);
  return withProject(options, planOf);
}

async function planOf({ config, nodes }: LoadedProject, session: Session): Promise<SyncPlan> {
  const { name: project, target, projectDir, targetPath } = config;
  const { store } = lakePlace(target, join(projectDir, targetPath, 'tmp'));
  const lake = { store, project, codec: session.fileListCodec, fileLists: new Map() };
  const release = await readCurrentRelease(lake);
  if (release === undefined) throw nothingPublished(config);
  const catalog = target.catalog!;
  const glue = await openGlue(catalog, target.s3);
  return planSync({ lake, project, release, catalog, descriptions: tableDescriptions(nodes) }, glue);
}

async function requireCatalog(options: ProjectOptions): Promise<void> {
  const { target } = (await loadConfig(options)).config;
  if (target.catalog !== undefined) return;
  throw badUsage(
    `The target ${target.name} has no catalog.`,
    "Give it one in sparkify.config.ts, `catalog: glue({ database: 'music' })`, or choose another target with --target.",
  );
}

function nothingPublished({ target }: Config): SparkifyError {
  return new SparkifyError('nothing-published', `The lake ${target.lake} has no release yet.`, {
    hint: 'Run `sparkify build` first; it registers what it publishes.',
  });
}

function held(label: string): SparkifyError {
  return new SparkifyError(
    'catalog-held',
    `Another process is registering tables in the ${label} just now; it ends with the newest release.`,
    {
      hint: 'Wait until it is done. After one that was killed on another machine, try again in five minutes.',
    },
  );
}
