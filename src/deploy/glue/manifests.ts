import type { Release } from '../../release/documents.ts';
import { findFiles } from '../../release/file-lists.ts';
import { keysBelow } from '../../release/files-on-store.ts';
import type { LakeContext } from '../../release/lake-context.ts';
import { manifestsPrefix } from '../../release/layout.ts';
import { presentReleases } from '../../release/live-releases.ts';
import { inParallel } from '../../storage/in-parallel.ts';
import type { TableWork } from './compare-table.ts';
import { groupFiles, manifestKey, manifestsFolder } from './table-files.ts';

const parallelWrites = 32;

/** Writes the manifests of tables that are not there yet. They go before whatever leads to them. */
export async function writeManifests(
  { store }: LakeContext,
  tables: readonly TableWork[],
  keep: () => Promise<void>,
): Promise<void> {
  for (const { lakeName, manifests } of tables) {
    if (manifests.length === 0) continue;
    await keep();
    const present = new Set(await keysBelow(store, manifestsFolder(lakeName)));
    const missing = manifests.filter(({ paths }) => !present.has(manifestKey(lakeName, paths)));
    await inParallel(missing, parallelWrites, async ({ paths }) => {
      const lines = paths.map(path => `${store.label}/${path}\n`).join('');
      await store.putIfAbsent(manifestKey(lakeName, paths), Buffer.from(lines));
      await keep();
    });
  }
}

/**
 * Removes manifests that neither the release nor one that is kept could need. A query that has begun goes on finding
 * those of the release before, for as long as it finds its files.
 *
 * @param isSpared of a table by its name in the lake: its manifests stay
 */
export async function removeManifests(
  lake: LakeContext,
  release: Release,
  isSpared: (table: string) => boolean,
): Promise<void> {
  const all = await keysBelow(lake.store, manifestsPrefix);
  const listed = all.filter(key => !isSpared(key.slice(manifestsPrefix.length).split('/')[0]!));
  if (listed.length === 0) return;
  const ofRelease = await neededManifests(lake, [release]);
  const others = listed.filter(key => !ofRelease.has(key));
  if (others.length === 0) return;
  const kept = await presentReleases(
    lake,
    release.kept.map(each => each.release),
  );
  const needed = await neededManifests(lake, kept);
  await lake.store.delete(others.filter(key => !needed.has(key)));
}

async function neededManifests(
  lake: LakeContext,
  releases: readonly Release[],
): Promise<ReadonlySet<string>> {
  const tables = releases.flatMap(release => release.tables);
  const versions = new Map(tables.map(table => [table.fileList, table]));
  const needed = new Set<string>();
  for (const table of versions.values()) {
    const files = (await findFiles(lake, table)) ?? [];
    for (const { paths } of groupFiles(files, table.partitionColumns.length > 0))
      needed.add(manifestKey(table.name, paths));
  }
  return needed;
}
