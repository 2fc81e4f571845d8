import { readStretch } from '../read-stretch.ts';
import type { SourceFile } from '../source-file.ts';
import type { Pack } from './pack.ts';
import { type PackedObject, recordsFile } from './pack-index.ts';
import type { PackWriter } from './pack-writer.ts';

/** An object of a pack that this run reads, and what it is in the source. */
export interface LivingObject extends PackedObject {
  readonly of: SourceFile;
}

interface Options {
  readonly fetched: Map<SourceFile, SourceFile>;
  readonly writer: PackWriter;
}

/** Writes the living objects of packs to new ones. */
export async function rewritePacks(
  packs: readonly Pack[],
  living: ReadonlyMap<Pack, readonly LivingObject[]>,
  { fetched, writer }: Options,
): Promise<void> {
  for (const pack of packs) {
    for (const object of living.get(pack) ?? []) {
      const stretch = pack.recordsOf(object);
      const bytes = await readStretch(stretch);
      const { lines, records: count } = stretch;
      const records = object.file === recordsFile ? { bytes, lines, records: count! } : undefined;
      fetched.set(object.of, await writer.add(object.of, records, bytes));
    }
  }
}
