import type { FetchedRecords, SourceFile } from '../source-file.ts';
import type { HeldFiles } from './held-files.ts';
import type { RecordLines } from './one-record-a-line.ts';
import { OpenPack } from './open-pack.ts';

/** A pack is finished at this size, so that a process that is killed loses no more of what it fetched. */
const packBytes = 64 * 2 ** 20;

/** Writes objects to packs of the cache, one pack after the other. */
export class PackWriter {
  readonly #folder: string;
  readonly #held: HeldFiles;
  #open: OpenPack | undefined;

  /** @param folder absolute, of the packs of one source */
  constructor(folder: string, held: HeldFiles) {
    this.#folder = folder;
    this.#held = held;
  }

  /** @param records undefined for an object that must stay as it is */
  async add(file: SourceFile, records: RecordLines | undefined, whole: Buffer): Promise<SourceFile> {
    this.#open ??= new OpenPack(this.#held);
    const pack = this.#open;
    const fetched: FetchedRecords = await (records === undefined
      ? pack.addWhole(file, whole)
      : pack.add(file, records));
    if (pack.bytes >= packBytes && this.#open === pack) await this.commit();
    return { ...file, fetched };
  }

  /** Puts what was added into the cache; what cannot be written to its end goes. */
  async commit(): Promise<void> {
    const pack = this.#open;
    this.#open = undefined;
    try {
      await pack?.commit(this.#folder);
    } catch (error) {
      await pack?.discard();
      throw error;
    }
  }
}
