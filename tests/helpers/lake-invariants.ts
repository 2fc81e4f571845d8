import { isDeepStrictEqual } from 'node:util';
import type { Catalog, DataFile, Release, ReleasedTable } from '../../src/release/documents.ts';
import { readFiles } from '../../src/release/file-lists.ts';
import type { LakeContext } from '../../src/release/lake-context.ts';
import { namedDocuments } from '../../src/release/live-releases.ts';
import { plainFiles } from '../../src/release/plain-files.ts';
import { readCurrentRelease } from '../../src/release/read-current.ts';
import { readRelease } from '../../src/release/read-documents.ts';
import { readState } from '../../src/release/released-state.ts';
import { readLedger } from '../../src/release/source-ledger.ts';
import type { Years } from './lake-world.ts';

export type Content = Readonly<Record<string, Years>>;

/**
 * What a reader sees in a release, table by table. Throws when a file or a ledger is missing or holds other bytes, and when its state
 * does not say just what its tables hold.
 */
export async function contentOf(lake: LakeContext, release: Release): Promise<Content> {
  const content: Record<string, Years> = {};
  for (const table of release.tables) {
    const years = await yearsOf(lake, table, await readFiles(lake, table));
    if (table.compact !== undefined && !isDeepStrictEqual(await compactYears(lake, table.compact), years))
      throw new Error(`${table.compact} is another one`);
    content[table.name] = years;
  }
  for (const { ledger, files } of release.sources)
    if ((await readLedger(lake, ledger)).length !== files) throw new Error(`${ledger} is another one`);
  if (release.state !== undefined) {
    const { nodes } = await readState(lake, release.state);
    const lied = release.tables.find(
      ({ name, node }) => !isDeepStrictEqual(nodes[node]?.entry, content[name]),
    );
    if (lied !== undefined) throw new Error(`${release.state.document} says something else of ${lied.name}`);
  }
  return content;
}

/** What a reader sees who comes through the pointer; undefined before the first release. */
export async function currentContent(lake: LakeContext): Promise<Content | undefined> {
  const release = await readCurrentRelease(lake);
  return release && contentOf(lake, release);
}

/** Reads the current release and every one that it keeps, whole. */
export async function readEverythingKept(lake: LakeContext): Promise<void> {
  const current = await readCurrentRelease(lake);
  if (current === undefined) return;
  await contentOf(lake, current);
  for (const { release } of current.kept) await contentOf(lake, await readRelease(lake, release));
}

/**
 * Keys in the store that no current or kept release knows. After everything was recovered and collected there are none,
 * apart from the pointer and the plain copy's document.
 */
export async function unknownKeys(lake: LakeContext): Promise<readonly string[]> {
  const known = new Set(['_sparkify/current.json', '_sparkify/view.json', '_sparkify/catalog.duckdb']);
  const current = await readCurrentRelease(lake);
  const kept = current?.kept.map(({ release }) => release) ?? [];
  for (const id of current ? [current.release, ...kept] : []) {
    const release = await readRelease(lake, id);
    known.add(`_sparkify/releases/${id}.json`);
    for (const key of namedDocuments(release)) known.add(key);
    for (const table of release.tables) {
      for (const file of await readFiles(lake, table)) known.add(file.path);
    }
  }
  for (const key of (await wantedPlain(lake, current)).keys()) known.add(key);
  return (await allKeys(lake)).filter(key => !known.has(key));
}

/** The plain copy as whoever globs it sees it, and as it should be: path and bytes. */
export async function plainCopy(lake: LakeContext): Promise<{ shown: object; wanted: object }> {
  const shown: Record<string, string> = {};
  for (const key of await allKeys(lake)) {
    if (/^(_sparkify|files)\//.test(key)) continue;
    shown[key] = await text(lake, key);
  }
  const wanted: Record<string, string> = {};
  for (const [key, file] of await wantedPlain(lake, await readCurrentRelease(lake)))
    wanted[key] = await text(lake, file.path);
  return { shown, wanted };
}

/** Nothing where it is turned off. */
async function wantedPlain(
  lake: LakeContext,
  current: Release | undefined,
): Promise<ReadonlyMap<string, DataFile>> {
  return current !== undefined && lake.settings.plainCopy ? plainFiles(lake, current) : new Map();
}

/** What whoever attaches the catalog sees; undefined when there is none. Throws when a file is missing. */
export async function catalogContent(lake: LakeContext): Promise<Content | undefined> {
  const object = await lake.store.get('_sparkify/catalog.duckdb');
  if (object === undefined) return undefined;
  const { tables } = JSON.parse(Buffer.from(object.bytes).toString('utf8')) as Catalog;
  const content: Record<string, Years> = {};
  for (const { table, files } of tables) {
    content[table.name] =
      files[0] !== undefined && files[0].path === table.compact
        ? await compactYears(lake, table.compact)
        : await yearsOf(lake, table, files as readonly DataFile[]);
  }
  return content;
}

async function compactYears(lake: LakeContext, key: string): Promise<Years> {
  return JSON.parse(await text(lake, key));
}

async function yearsOf(
  lake: LakeContext,
  { name }: ReleasedTable,
  files: readonly DataFile[],
): Promise<Years> {
  const years: Record<string, string> = {};
  for (const file of files) years[String(file.partition[0])] = await readWhole(lake, file, name);
  return years;
}

async function allKeys({ store }: LakeContext): Promise<readonly string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list('')) keys.push(key);
  return keys;
}

async function readWhole(lake: LakeContext, file: DataFile, table: string): Promise<string> {
  const content = await text(lake, file.path);
  if (content !== file.fingerprint) throw new Error(`${file.path} holds ${content}, not ${file.fingerprint}`);
  return content.slice(table.length + 1);
}

async function text({ store }: LakeContext, key: string): Promise<string> {
  const object = await store.get(key);
  if (object === undefined) throw new Error(`${key} is missing`);
  return Buffer.from(object.bytes).toString('utf8');
}
