import { createHash } from 'node:crypto';
import { hiveTableName } from '../../columns/hive-table.ts';
import type { CompiledNode } from '../../compile/node.ts';
import type { Config } from '../../config/config.ts';
import type { GlueCatalog } from '../../config/glue-catalog.ts';
import type { Release } from '../../release/documents.ts';
import type { LakeContext } from '../../release/lake-context.ts';
import type { GoneTable, OutsideCatalog, Registered } from '../../release/outside-catalog.ts';
import { inParallel } from '../../storage/in-parallel.ts';
import type { TableWork } from './compare-table.ts';
import { type Glue, openGlue } from './glue.ts';
import { removeManifests, writeManifests } from './manifests.ts';
import { planSync, type SyncPlan } from './plan-sync.ts';
import { digestOfDescriptions, tableDescriptions } from './table-descriptions.ts';
import { removePartitions, writePartitions } from './write-partitions.ts';

/** Raised when the same release and settings would be registered otherwise. */
const version = 1;
const parallelTables = 4;

export interface GlueOptions {
  readonly config: Pick<Config, 'name' | 'target'>;
  /** Of the project; undefined where only its settings are known. */
  readonly nodes?: readonly CompiledNode[];
  /** Whether tables of this lake are removed that the release does not have. */
  readonly prune?: boolean;
}

/** What registers the releases of a lake in Glue; undefined where the target has no catalog. */
export function glueCatalog({ config, nodes, prune = false }: GlueOptions): OutsideCatalog | undefined {
  const { name: project, target } = config;
  const { catalog, s3 } = target;
  if (catalog === undefined) return undefined;
  const descriptions = nodes && tableDescriptions(nodes);
  return {
    id: ['glue', catalog.region, catalog.catalogId, catalog.database].filter(Boolean).join('.'),
    label: labelOf(catalog),
    settings: createHash('sha256')
      .update(JSON.stringify({ version, ...catalog }))
      .digest('hex')
      .slice(0, 32),
    descriptions: descriptions && digestOfDescriptions(descriptions),
    async show(lake, release, keep) {
      const glue = await openGlue(catalog, s3);
      const plan = await planSync({ lake, project, release, catalog, descriptions }, glue);
      await applySync(plan, { lake, release, glue, keep, prune });
      return registered(plan, catalog, prune);
    },
  };
}

function labelOf({ database }: GlueCatalog): string {
  return `Glue database ${database}`;
}

interface Applying {
  readonly lake: LakeContext;
  readonly release: Release;
  readonly glue: Glue;
  readonly keep: () => Promise<void>;
  readonly prune: boolean;
}

/** Manifests, then tables, then partitions: nothing leads to what is not there yet. */
async function applySync(plan: SyncPlan, { lake, release, glue, keep, prune }: Applying): Promise<void> {
  await writeManifests(lake, plan.tables, keep);
  await inParallel(plan.tables, parallelTables, table => writeTable(table, glue, keep));
  await writePartitions(plan.tables.map(withoutReplaced), { glue, keep });
  if (prune) {
    for (const name of plan.gone) {
      await keep();
      await glue.deleteTable(name);
    }
  }
  // A query on a table that is gone had better fail than find nothing.
  const left = new Set(prune ? [] : plan.gone);
  await removeManifests(lake, release, table => left.has(hiveTableName(table)));
}

async function writeTable(
  { name, change, input, partitions }: TableWork,
  glue: Glue,
  keep: () => Promise<void>,
): Promise<void> {
  await keep();
  if (change === 'created') await glue.createTable(input);
  if (change === 'updated') await glue.updateTable(input);
  if (change !== 'replaced') return;
  // What is left of a removed table goes in Glue's own time, and would be in the way of the new one.
  await removePartitions(name, partitions.removed, { glue, keep });
  await glue.deleteTable(name);
  await glue.createTable(input);
}

function withoutReplaced(table: TableWork): TableWork {
  if (table.change !== 'replaced') return table;
  return { ...table, partitions: { ...table.partitions, removed: [] } };
}

function registered(plan: SyncPlan, catalog: GlueCatalog, prune: boolean): Registered {
  return {
    catalog: labelOf(catalog),
    release: plan.release,
    tables: plan.tables.map(({ name, change, partitions: { added, updated, removed } }) => ({
      ...{ name, change },
      partitions: { added: added.length, updated: updated.length, removed: removed.length },
    })),
    gone: plan.gone.map((name): GoneTable => ({ name, removed: prune })),
  };
}
