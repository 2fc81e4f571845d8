import { createHash } from 'node:crypto';
import { HIVE_NULL, partitionKey } from '../../columns/partition-value.ts';
import type { DataFile } from '../../release/documents.ts';
import { manifestsPrefix } from '../../release/layout.ts';

/** The files of one partition, or of a table that has none. */
export interface FileGroup {
  /** As Glue has them. */
  readonly values: readonly string[];
  /** Keys in the lake, sorted. */
  readonly paths: readonly string[];
}

/**
 * Where readers find the files of each group: in the folder that holds them, or by a manifest that names them. A table
 * is of one kind throughout, since Athena takes one data format for a table and its partitions.
 */
export type Placement = 'folders' | 'manifests';

/** The files of a table by their partitions. Partitions without rows, as an empty table has one, are left out. */
export function groupFiles(files: readonly DataFile[], isPartitioned: boolean): readonly FileGroup[] {
  const byPartition = [...Map.groupBy(files, file => partitionKey(file.partition)).values()];
  return byPartition
    .filter(group => !isPartitioned || group.some(({ rows }) => rows > 0))
    .map(group => ({
      values: group[0]!.partition.map(value => (value === null ? HIVE_NULL : String(value))),
      paths: group.map(({ path }) => path).sort(),
    }));
}

/**
 * Folders, where each group has one to itself and nothing else lies there; otherwise manifests. A release may name files
 * of several folders for one partition (rows were appended) and not all of a folder, and a folder is all that Glue can
 * name: with one that does not fit, readers would miss rows, or see rows that no release has.
 *
 * @param present every key in the folders of the table
 */
export function placementOf(groups: readonly FileGroup[], present: Iterable<string>): Placement {
  const owners = new Map<string, string>();
  for (const group of groups) {
    const folder = folderOf(group.paths[0]!);
    if (group.paths.some(path => folderOf(path) !== folder)) return 'manifests';
    for (const path of group.paths) owners.set(path, folder);
  }
  const folders = new Set(owners.values());
  for (const key of present) {
    if (owners.has(key) || isHidden(key)) continue;
    // Readers look into folders of a folder, too.
    if (ancestors(key).some(folder => folders.has(folder))) return 'manifests';
  }
  return 'folders';
}

/** Whether some group lies in several folders, so that nobody need look at what the folders hold. */
export function isScattered(groups: readonly FileGroup[]): boolean {
  return groups.some(({ paths }) => new Set(paths.map(folderOf)).size > 1);
}

/** The folder of a group, with a slash at its end, relative to the lake. */
export function groupFolder(table: string, { paths }: FileGroup, placement: Placement): string {
  return placement === 'folders' ? folderOf(paths[0]!) : manifestFolder(table, paths);
}

/** A manifest lies alone in a folder that is named after what it says, and never changes. */
function manifestFolder(table: string, paths: readonly string[]): string {
  const digest = createHash('sha256').update(JSON.stringify(paths)).digest('hex').slice(0, 32);
  return `${manifestsFolder(table)}${digest}/`;
}

export function manifestKey(table: string, paths: readonly string[]): string {
  return `${manifestFolder(table, paths)}manifest`;
}

/** Below it lie the manifests of a table. */
export function manifestsFolder(table: string): string {
  return `${manifestsPrefix}${table}/`;
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

function ancestors(key: string): readonly string[] {
  const parts = key.split('/').slice(0, -1);
  return parts.map((_, index) => `${parts.slice(0, index + 1).join('/')}/`);
}

/** Whether readers pass over it: hidden files, and the empty objects by which some tools mark a folder. */
function isHidden(key: string): boolean {
  return /^([_.]|$)/.test(key.slice(key.lastIndexOf('/') + 1));
}
