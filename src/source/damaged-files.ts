import { inParallel } from '../storage/in-parallel.ts';
import { DamagedFileError, isCompressed, readBytes } from './read-bytes.ts';
import { readPath, type SourceFile } from './source-file.ts';

/** Decompressing is done by Node's own threads. */
const AT_ONCE = 4;

/**
 * The compressed files that break off or are damaged. DuckDB does not tell: it reads such a file as far as it goes,
 * and fails only if a record happens to be cut.
 *
 * @throws SparkifyError 'unreadable-file'
 */
export async function damagedFiles(files: readonly SourceFile[]): Promise<readonly SourceFile[]> {
  const damaged = new Set<SourceFile>();
  const compressed = files.filter(file => isCompressed(readPath(file)));
  await inParallel(compressed, AT_ONCE, async file => {
    if (await isDamaged(file)) damaged.add(file);
  });
  return files.filter(file => damaged.has(file));
}

async function isDamaged(file: SourceFile): Promise<boolean> {
  try {
    for await (const _ of readBytes(file)) {
      // Only the end matters.
    }
    return false;
  } catch (error) {
    if (error instanceof DamagedFileError) return true;
    throw error;
  }
}
