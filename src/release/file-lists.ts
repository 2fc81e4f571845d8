import type { DiagnosticCode } from '../diagnostics/codes.ts';
import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import { damagedDocument } from './document-format.ts';
import type { DataFile, ReleasedTable } from './documents.ts';
import type { ReaderContext } from './lake-context.ts';

/** The files of a table version. Throws `lake-damaged` when its list is missing. */
export async function readFiles(lake: ReaderContext, table: ReleasedTable): Promise<readonly DataFile[]> {
  const files = await findFiles(lake, table);
  if (files === undefined) throw damagedDocument(lake.store.label, table.fileList);
  return files;
}

/** The files of a table version that may have been collected. */
export async function findFiles(
  lake: ReaderContext,
  { fileList }: ReleasedTable,
): Promise<readonly DataFile[] | undefined> {
  const known = lake.fileLists.get(fileList);
  if (known !== undefined) return known;
  const object = await lake.store.get(fileList);
  if (object === undefined) return undefined;
  const files = decode(lake, fileList, object.bytes);
  lake.fileLists.set(fileList, files);
  return files;
}

/** What fails a decoder though the document is whole. */
const ofThisMachine: ReadonlySet<string> = new Set<DiagnosticCode>([
  ...(['target-not-writable', 'out-of-disk', 'out-of-memory', 'interrupted'] as const),
]);

async function decode(lake: ReaderContext, key: string, bytes: Uint8Array): Promise<readonly DataFile[]> {
  try {
    return await lake.codec.decode(bytes);
  } catch (error) {
    if (error instanceof SparkifyError && ofThisMachine.has(error.code)) throw error;
    throw damagedDocument(lake.store.label, key, error);
  }
}
