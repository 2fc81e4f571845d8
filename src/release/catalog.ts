import { allEnded } from '../storage/in-parallel.ts';
import type { Catalog, CatalogCodec, Release } from './documents.ts';
import type { LakeContext } from './lake-context.ts';
import { catalogKey } from './layout.ts';
import { type KnownReleases, readPointer, releaseAt } from './read-documents.ts';
import { replaceDocument } from './replace-document.ts';
import { rowsToRead } from './rows-to-read.ts';
import type { Steps } from './steps.ts';

/**
 * Makes `catalog.duckdb` show the current release. It is replaced whole, so that whoever attaches it sees the tables of
 * one release: of the one before until this is done. The catalog is read before the pointer, and written only if it is
 * still as it was read; so it never goes back to a release that another process has already left behind.
 *
 * @param known see `releaseAt`
 */
export async function* catalogSteps(lake: LakeContext, known: KnownReleases = []): Steps<'current' | 'off'> {
  const { catalogs, settings, store } = lake;
  if (catalogs === undefined) return 'off';
  if (!settings.catalog) return yield* removeCatalog(lake);
  for (;;) {
    yield 'read-catalog';
    const found = await store.get(catalogKey);
    const decoding = found && catalogs.decode(found.bytes);
    yield 'read-pointer';
    const [shown, { value: pointer }] = await allEnded([decoding, readPointer(lake)]);
    const { release: current } = pointer;
    if (shown !== undefined && shown.release === current && shown.root === store.label) return 'current';
    const release = await releaseAt(lake, pointer, known);
    if (release === undefined) return 'off';
    const bytes = await encode(lake, catalogs, release);
    yield 'write-catalog';
    const written = await replaceDocument(store, catalogKey, bytes, found?.etag);
    yield 'read-pointer';
    if (written.ok && (await readPointer(lake)).value.release === current) return 'current';
  }
}

/** One that is no longer kept current would lead to files that are gone. */
async function* removeCatalog({ store }: LakeContext): Steps<'off'> {
  yield 'remove-catalog';
  // Seldom there, and not every role may delete.
  if ((await store.get(catalogKey)) !== undefined) await store.delete([catalogKey]);
  return 'off';
}

async function encode(lake: LakeContext, catalogs: CatalogCodec, release: Release): Promise<Uint8Array> {
  const tables: Catalog['tables'][number][] = [];
  for (const table of release.tables) {
    const { partitionColumns, files } = await rowsToRead(lake, table);
    tables.push({ table: { ...table, partitionColumns }, files });
  }
  return catalogs.encode({ release: release.release, root: lake.store.label, tables });
}
