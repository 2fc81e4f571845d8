import type { Candidate } from './documents.ts';

/** Where everything lies in a lake. Keys are relative to the store's root. */

export const pointerKey = '_sparkify/current.json';
export const viewKey = '_sparkify/view.json';
export const catalogKey = '_sparkify/catalog.duckdb';
export const releasesPrefix = '_sparkify/releases/';
export const candidatesPrefix = '_sparkify/candidates/';
export const tablesPrefix = '_sparkify/tables/';
export const sourcesPrefix = '_sparkify/sources/';
export const registrationsPrefix = '_sparkify/registrations/';
export const manifestsPrefix = '_sparkify/manifests/';
export const compactPrefix = '_sparkify/compact/';
export const statePrefix = '_sparkify/state/';

/** Below them lie the documents that a release names: file lists, ledgers, compact copies and states. */
export const namedPrefixes = [tablesPrefix, sourcesPrefix, compactPrefix, statePrefix] as const;

/** All data files of a lake lie below it. */
export const allFilesPrefix = 'files/';

export function releaseKey(release: string): string {
  return `${releasesPrefix}${release}.json`;
}

export function candidateKey(release: string): string {
  return `${candidatesPrefix}${release}.json`;
}

/** Below it lies what the tasks of a candidate put down of themselves. */
export function tasksPrefix(candidate: string): string {
  return `${candidatesPrefix}${candidate}/`;
}

/** Whether it is the key of what a task put down; those of candidates lie one folder further up. */
export function isTaskKey(key: string): boolean {
  return key.startsWith(candidatesPrefix) && key.includes('/', candidatesPrefix.length);
}

/** That an attempt at a task has begun. */
export function taskBegunKey(candidate: string, attempt: string): string {
  return `${tasksPrefix(candidate)}${attempt}.begun.json`;
}

/** How an attempt at a task ended, and what it adds. */
export function taskEndedKey(candidate: string, attempt: string): string {
  return `${tasksPrefix(candidate)}${attempt}.json`;
}

export function fileListKey(table: string, version: string): string {
  return `${tablesPrefix}${table}/${version}.parquet`;
}

/** A source may be called as no path can. */
export function ledgerKey(source: string, version: string): string {
  return `${sourcesPrefix}${encodeURIComponent(source)}/${version}.parquet`;
}

export function stateKey(version: string): string {
  return `${statePrefix}${version}.json.gz`;
}

/** Where it is said what a catalog outside of the lake shows. */
export function registrationKey(id: string): string {
  return `${registrationsPrefix}${id}.json`;
}

export function compactKey(table: string, version: string): string {
  return `${compactPrefix}${table}/${version}.parquet`;
}

/** The prefix of all data files that a build writes. */
export function filesPrefix(release: string): string {
  return `${allFilesPrefix}${release}/`;
}

/** What the keys of all files of a candidate begin with, those of its earlier attempts and its tasks included. */
export function candidatePrefixes({ ids, tasks }: Pick<Candidate, 'ids' | 'tasks'>): readonly string[] {
  const own = ids.map(filesPrefix);
  return tasks === 'none' ? own : [...own, attemptsPrefix(ids[0]!)];
}

/** The prefix of all data files that an attempt at a task writes; a folder of its own, as any build has. */
export function attemptPrefix(birth: string, attempt: string): string {
  return `${attemptsPrefix(birth)}${attempt}/`;
}

function attemptsPrefix(birth: string): string {
  return `${allFilesPrefix}${birth}_`;
}

/** Where a build puts down that it finished a table. No table has such a name, so it never meets a data file. */
export function finishedKey(prefix: string, table: string): string {
  return `${prefix}_finished/${table}.json`;
}

/** The prefix of a table's plain copy. */
export function plainPrefix(table: string): string {
  return `${table}/`;
}

/** The id that names a document: `_sparkify/releases/<id>.json`, `_sparkify/state/<id>.json.gz`, and the like. */
export function idOfKey(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1).replace(/(\.json\.gz|\.[^.]*)$/, '');
}

/**
 * The key of a data file: `files/<release>/<table>/<k=v>/<name>`. `segments` are those of `hiveSegment`, in the order
 * of the partition columns.
 */
export function dataFileKey(
  prefix: string,
  table: string,
  segments: readonly string[],
  name: string,
): string {
  return [`${prefix}${table}`, ...segments, name].join('/');
}
