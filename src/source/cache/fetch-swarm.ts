import { mkdir } from 'node:fs/promises';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import { hasCode } from '../../storage/disk-error.ts';
import { hasRoom } from '../../storage/disk-room.ts';
import type { SourceFile } from '../source-file.ts';
import { blankDead } from './blank-dead.ts';
import { type CacheFolders, cacheFolders } from './cache-folders.ts';
import { markUsed, trimCache } from './cache-room.ts';
import { chooseSwarm } from './choose-swarm.ts';
import { download, type FetchProgress } from './download.ts';
import type { HeldFiles } from './held-files.ts';
import { loadPacks, type Pack, removePack } from './pack.ts';
import { type PackedObject, recordsFile } from './pack-index.ts';
import { PackWriter } from './pack-writer.ts';
import { type LivingObject, rewritePacks } from './rewrite-packs.ts';
import { stalePacks } from './stale-packs.ts';

export interface FetchOptions {
  readonly files: readonly SourceFile[];
  /** Of the source, with every variable filled in. */
  readonly location: string;
  /** Whether every object has to be a file of its own, so that its rows can be told from those of others. */
  readonly apart: boolean;
  /** Absolute. */
  readonly targetDir: string;
  readonly held: HeldFiles;
  /** The folders of the cache that the sources of this run have, with the bytes of their objects. It is added to. */
  readonly taken: Map<string, number>;
  readonly signal: AbortSignal;
  /** Called now and then, and at the end. */
  readonly onProgress: (progress: FetchProgress) => void;
}

export interface FetchedSource {
  /** All files of the source, in the same order; those of a swarm with their records on this machine. */
  readonly files: readonly SourceFile[];
  /** Why a swarm is read in place. */
  readonly problem: 'too-large' | 'disk' | undefined;
}

/**
 * Brings the records of many small objects onto this machine, where they were not since an earlier run. What the cache
 * holds of the source afterwards is what was listed. Other sources are given back as they are.
 *
 * @throws SparkifyError what a store throws, `unreadable-file`, `interrupted`
 */
export async function fetchSwarm(options: FetchOptions): Promise<FetchedSource> {
  const inPlace = (problem: FetchedSource['problem']) => ({ files: options.files, problem });
  const swarm = chooseSwarm(options.files);
  const limit = swarm[0]?.object?.settings.cacheBytes ?? 0;
  if (limit === 0) return inPlace(undefined);
  const { taken } = options;
  const place = options.apart ? `${options.location}\napart` : options.location;
  const folders = await cacheFolders(options.targetDir, place, swarm[0]!.object!);
  const before = [...taken].filter(([folder]) => folder !== folders.own);
  const bytes = bytesOf(swarm);
  if (before.reduce((sum, [, each]) => sum + each, bytes) > limit) return inPlace('too-large');
  taken.set(folders.own, bytes);
  try {
    await mkdir(folders.own, { recursive: true, mode: 0o700 });
    options.held.open();
    const fetched = await fetchInto(folders, swarm, options);
    if (fetched === undefined) return inPlace('disk');
    await trimCache(folders.root, taken, limit);
    return { files: options.files.map(file => fetched.get(file) ?? file), problem: undefined };
  } catch (error) {
    if (options.signal.aborted) throw new SparkifyError('interrupted', 'Interrupted.', { cause: error });
    if (hasCode(error, 'ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM', 'ENOTDIR')) return inPlace('disk');
    throw error;
  }
}

/** Undefined when the disk has no room for it. */
async function fetchInto(
  folders: CacheFolders,
  swarm: readonly SourceFile[],
  { apart, held, signal, onProgress }: FetchOptions,
): Promise<ReadonlyMap<SourceFile, SourceFile> | undefined> {
  const packs = await loadPacks(folders.own, held);
  const { fetched, living } = lookUp(swarm, packs);
  const missing = swarm.filter(file => !fetched.has(file));
  if (missing.length > 0 && !hasRoom(folders.root, bytesOf(missing))) return undefined;
  const writer = new PackWriter(folders.own, held);
  try {
    const take = (file: SourceFile, local: SourceFile) => void fetched.set(file, local);
    await download(missing, { writer, apart, signal, onProgress, take });
    const stale = stalePacks(packs, living);
    await rewritePacks(stale, living, { fetched, writer });
    await writer.commit();
    await hideDead(packs, stale, living, { fetched, held });
    for (const { folder } of stale) await removePack(folder);
  } catch (error) {
    // What came whole is kept for the next run, if the disk takes it.
    await writer.commit().catch(() => undefined);
    throw error;
  }
  await markUsed(folders.own, Date.now());
  return fetched;
}

/** Of packs that stay, what is dead must not be read. */
async function hideDead(
  packs: readonly Pack[],
  stale: readonly Pack[],
  living: ReadonlyMap<Pack, readonly LivingObject[]>,
  { fetched, held }: { fetched: Map<SourceFile, SourceFile>; held: HeldFiles },
): Promise<void> {
  for (const pack of packs.filter(each => !stale.includes(each))) {
    const objects = living.get(pack) ?? [];
    const path = await blankDead(pack, objects, held);
    if (path === undefined) continue;
    for (const { of, file, start, length, lines, records } of objects) {
      if (file === recordsFile) fetched.set(of, { ...of, fetched: { path, start, length, lines, records } });
    }
  }
}

/** What is there already, and which objects of each pack that is. */
function lookUp(swarm: readonly SourceFile[], packs: readonly Pack[]) {
  const known = new Map<string, { readonly pack: Pack; readonly object: PackedObject }>();
  for (const pack of packs) for (const object of pack.objects) known.set(name(object), { pack, object });
  const fetched = new Map<SourceFile, SourceFile>();
  const living: { readonly pack: Pack; readonly object: LivingObject }[] = [];
  for (const file of swarm) {
    const found = known.get(name(file.object!));
    if (found === undefined) continue;
    const { pack, object } = found;
    fetched.set(file, { ...file, fetched: pack.recordsOf(object) });
    living.push({ pack, object: { ...object, of: file } });
  }
  const byPack = Map.groupBy(living, ({ pack }) => pack);
  return {
    fetched,
    living: new Map([...byPack].map(([pack, found]) => [pack, found.map(({ object }) => object)])),
  };
}

function name({ key, etag, size }: Pick<PackedObject, 'key' | 'etag' | 'size'>): string {
  return `${etag} ${size} ${key}`;
}

function bytesOf(files: readonly SourceFile[]): number {
  return files.reduce((sum, { object }) => sum + object!.size, 0);
}
