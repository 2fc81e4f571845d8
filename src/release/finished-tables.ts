import { z } from 'zod';
import { inParallel } from '../storage/in-parallel.ts';
import type { ObjectInfo } from '../storage/store.ts';
import { decodeDocument, encodeDocument } from './document-format.ts';
import { columns, fileFormat } from './document-schemas.ts';
import type { LakeContext } from './lake-context.ts';
import { finishedKey } from './layout.ts';
import type { TableChange } from './table-change.ts';

/** A table that a build wrote whole: what it is to be published as, and what it was made of. */
export interface FinishedTable {
  readonly change: TableChange;
  /** Stands for everything that its rows follow from: while it is the same, they need not be computed again. */
  readonly recipe: string;
  /** Released tables that the build read from its base. */
  readonly reads: readonly string[];
}

const parallelReads = 16;

const partition = z.array(z.union([z.string(), z.boolean(), z.null()]));
const file = z.object({
  path: z.string(),
  partition,
  rows: z.int(),
  bytes: z.int(),
  fingerprint: z.string(),
  etag: z.string().optional(),
});

/** What a build says of a table that it wrote, as a document. */
export const writtenTable = z.object({
  name: z.string(),
  node: z.string(),
  format: fileFormat,
  columns,
  partitionColumns: z.array(z.string()),
  mode: z.literal('replace'),
  sample: z.string().optional(),
  readFiles: z.array(z.string()).optional(),
  readTables: z.array(z.string()).optional(),
  batchedUntil: z.iso.datetime().optional(),
  deferredTo: z.string().optional(),
  files: z.array(file),
});

const finishedSchema = z.object({
  change: writtenTable,
  recipe: z.string(),
  reads: z.array(z.string()),
});

/** Puts down that a table is written. It lies among the files of the build, and goes with those that no release names. */
export async function writeFinished(lake: LakeContext, prefix: string, table: FinishedTable): Promise<void> {
  const key = finishedKey(prefix, table.change.name);
  await lake.store.putIfAbsent(key, encodeDocument(lake.project, table));
}

/**
 * The tables that attempts at a build finished, the latest of each name, without those whose files are not all there.
 *
 * @param prefixes of these attempts
 * @param present everything that lies below them
 */
export async function readFinished(
  lake: LakeContext,
  prefixes: readonly string[],
  present: ReadonlyMap<string, ObjectInfo>,
): Promise<readonly FinishedTable[]> {
  const keys = prefixes.flatMap(prefix =>
    [...present.keys()].filter(key => key.startsWith(finishedKey(prefix, '').replace(/\.json$/, ''))),
  );
  const found = new Map<string, FinishedTable>();
  await inParallel(keys, parallelReads, async key => {
    const object = await lake.store.get(key);
    if (object === undefined) return;
    const place = { label: lake.store.label, key, project: lake.project };
    found.set(key, decodeDocument<FinishedTable>(finishedSchema, object.bytes, place));
  });
  const isThere = ({ path, bytes }: { readonly path: string; readonly bytes: number }) =>
    !prefixes.some(prefix => path.startsWith(prefix)) || present.get(path)?.size === bytes;
  const sound = keys.flatMap(key => found.get(key) ?? []).filter(({ change }) => change.files.every(isThere));
  return [...new Map(sound.map(table => [table.change.name, table])).values()];
}
