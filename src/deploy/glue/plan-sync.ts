import type * as Sdk from '@aws-sdk/client-glue';
import { hiveTable } from '../../columns/hive-table.ts';
import type { GlueCatalog } from '../../config/glue-catalog.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import type { Release, ReleasedTable } from '../../release/documents.ts';
import { readFiles } from '../../release/file-lists.ts';
import { foldersOf, listObjects } from '../../release/files-on-store.ts';
import type { ReaderContext } from '../../release/lake-context.ts';
import { plainPrefix } from '../../release/layout.ts';
import { inParallel } from '../../storage/in-parallel.ts';
import { compareTable, type TableWork } from './compare-table.ts';
import {
  type DesiredTable,
  desiredTable,
  lakeParameter,
  projectedTable,
  projectParameter,
} from './desired-table.ts';
import type { Glue } from './glue.ts';
import { projectionOf } from './projection.ts';
import type { TableDescriptions } from './table-descriptions.ts';
import { type FileGroup, groupFiles, isScattered, type Placement, placementOf } from './table-files.ts';

/** Tables that are looked at side by side. */
const parallelTables = 4;

export interface SyncInput {
  readonly lake: ReaderContext;
  readonly project: string;
  readonly release: Release;
  readonly catalog: GlueCatalog;
  /** Undefined where the project is not known: descriptions stay as they are. */
  readonly descriptions: TableDescriptions | undefined;
}

/** What is to be done so that Glue shows a release. */
export interface SyncPlan {
  readonly release: string;
  /** In the order of the release. */
  readonly tables: readonly TableWork[];
  /** Tables of this lake in Glue that the release does not have. */
  readonly gone: readonly string[];
}

/**
 * Compares what Glue has with a release. Changes nothing.
 *
 * @throws SparkifyError `not-registrable`, `catalog-conflict` for a table of somebody else, and what Glue answers
 */
export async function planSync(input: SyncInput, glue: Glue): Promise<SyncPlan> {
  const { release, catalog, lake, project } = input;
  const wanted = release.tables.filter(({ name }) => !catalog.except.includes(name));
  const tables = refuseUnfit(wanted);
  const found = new Map((await glue.tables()).map(table => [table.Name!, table]));
  const isOurs = (name: string) => {
    const table = found.get(name);
    return table !== undefined && isOfLake(table, { project, root: lake.store.label });
  };
  for (const { name } of tables.values())
    if (found.has(name) && !isOurs(name)) throw conflict(name, catalog, found.get(name)!.Parameters ?? {});
  const work = new Map<ReleasedTable, TableWork>();
  await inParallel(tables, parallelTables, async ([table, hive]) => {
    const desired = await desire(input, table, hive);
    const before = found.get(desired.input.Name!);
    const hasPartitions = (before?.PartitionKeys ?? []).length > 0;
    const partitions = hasPartitions ? await glue.partitions(before!.Name!) : [];
    work.set(table, compareTable(desired, before, partitions));
  });
  const names = new Set([...tables.values()].map(({ name }) => name));
  return {
    release: release.release,
    tables: [...tables.keys()].map(table => work.get(table)!),
    gone: [...found.keys()].filter(name => isOurs(name) && !names.has(name)).sort(),
  };
}

/** Whether a table of Glue was registered from a lake. */
export function isOfLake(
  { Parameters = {} }: Sdk.Table,
  { project, root }: { readonly project: string; readonly root: string },
): boolean {
  return Parameters[projectParameter] === project && Parameters[lakeParameter] === root;
}

type Hive = ReturnType<typeof hiveTable>['table'];

function refuseUnfit(tables: readonly ReleasedTable[]): ReadonlyMap<ReleasedTable, Hive> {
  const fit = new Map<ReleasedTable, Hive>();
  const names = new Map<string, string>();
  for (const table of tables) {
    const { table: hive, problems } = hiveTable(table);
    const [first] = problems;
    if (first !== undefined) throw new SparkifyError('not-registrable', first.message, { hint: first.hint });
    const other = names.get(hive.name);
    if (other !== undefined)
      throw new SparkifyError(
        'not-registrable',
        `${other} and ${table.name} would both be registered as ${hive.name}.`,
        { hint: "Give one of them another alias, or name it under `except` of the target's catalog." },
      );
    names.set(hive.name, table.name);
    fit.set(table, hive);
  }
  return fit;
}

async function desire(input: SyncInput, table: ReleasedTable, hive: Hive): Promise<DesiredTable> {
  const { lake, project, catalog, descriptions } = input;
  const root = lake.store.label;
  const files = await readFiles(lake, table);
  const description = descriptions?.get(table.name);
  const common = { hive, lakeName: table.name, root, project, description };
  if (catalog.mode === 'projection') {
    const location = `${root}/${plainPrefix(table.name)}`;
    const { injected } = catalog;
    const parameters = projectionOf({ table, keys: hive.keys, files, injected, location });
    return projectedTable(common, location, parameters);
  }
  const groups = groupFiles(files, hive.keys.length > 0);
  return desiredTable({ ...common, groups, placement: await place(lake, groups) });
}

/** Looks into the folders only where they may serve. */
async function place({ store }: ReaderContext, groups: readonly FileGroup[]): Promise<Placement> {
  if (isScattered(groups)) return 'manifests';
  const paths = groups.flatMap(group => group.paths);
  return placementOf(groups, (await listObjects(store, foldersOf(paths), paths)).keys());
}

function conflict(
  name: string,
  { database }: GlueCatalog,
  parameters: Readonly<Record<string, string>>,
): SparkifyError {
  const { [projectParameter]: project, [lakeParameter]: lake } = parameters;
  const whose = project === undefined ? 'that sparkify did not register' : `of ${lake} (project ${project})`;
  return new SparkifyError(
    'catalog-conflict',
    `The Glue database ${database} has a table ${name} ${whose}, and it is left alone.`,
    {
      hint: 'Register in a database of its own (`catalog: glue({ database })`), remove or rename that table, or leave ours out with `except`.',
    },
  );
}
