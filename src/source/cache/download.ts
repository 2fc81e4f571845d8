import { inParallel } from '../../storage/in-parallel.ts';
import { ByteBudget } from '../../storage/s3/byte-budget.ts';
import { readsAtOnce } from '../../storage/s3/s3-client.ts';
import { isCompressed } from '../read-bytes.ts';
import { MAX_RECORD_BYTES, type SourceFile } from '../source-file.ts';
import { fetchObject } from './fetch-object.ts';
import { oneRecordALine } from './one-record-a-line.ts';
import type { PackWriter } from './pack-writer.ts';

/** How far the fetching of a source is. */
export interface FetchProgress {
  readonly objects: number;
  readonly ofObjects: number;
  readonly bytes: number;
  readonly ofBytes: number;
}

interface Options {
  readonly writer: PackWriter;
  /** Whether every object stays a file of its own. */
  readonly apart: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: FetchProgress) => void;
  /** Told where the records of each file are now. */
  readonly take: (file: SourceFile, local: SourceFile) => void;
}

/** How much may be held in memory as it comes. */
const heldBytes = 64 * 2 ** 20;
/** The same of what is unpacked, which may become as large as the largest record. */
const unpackedBytes = 4 * MAX_RECORD_BYTES;
const progressMilliseconds = 200;

/** Fetches objects, many at once, and writes their records to packs. The first failure ends all that is under way. */
export async function download(files: readonly SourceFile[], options: Options): Promise<void> {
  if (files.length === 0) return;
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const tell = progress(files, options.onProgress);
  const budget = new ByteBudget(heldBytes);
  const unpacked = new ByteBudget(unpackedBytes);
  await inParallel(files, readsAtOnce, async file => {
    try {
      await budget.with(file.object!.size, () => fetchOne(file, signal, { ...options, unpacked }));
      tell(file.object!.size);
    } catch (error) {
      stop.abort(error);
      throw signal.reason;
    }
  });
}

async function fetchOne(
  file: SourceFile,
  signal: AbortSignal,
  { writer, apart, take, unpacked }: Options & { readonly unpacked: ByteBudget },
): Promise<void> {
  const { file: current, bytes } = await fetchObject(file, signal);
  await unpacked.with(isCompressed(current.path) ? MAX_RECORD_BYTES : 0, async () => {
    const records = apart ? undefined : await oneRecordALine(bytes, current.path);
    signal.throwIfAborted();
    take(file, await writer.add(current, records, bytes));
  });
}

function progress(files: readonly SourceFile[], report: Options['onProgress']): (bytes: number) => void {
  const ofBytes = files.reduce((sum, { object }) => sum + object!.size, 0);
  let [objects, bytes, toldAt] = [0, 0, performance.now()];
  return more => {
    objects++;
    bytes += more;
    const isLast = objects === files.length;
    if (!isLast && performance.now() - toldAt < progressMilliseconds) return;
    toldAt = performance.now();
    report({ objects, ofObjects: files.length, bytes, ofBytes });
  };
}
