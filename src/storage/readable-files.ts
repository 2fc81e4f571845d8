import type { DataAccess, NearFile } from './data-access.ts';

/** A file of a table, by its key. */
interface TableFile<P> extends Pick<NearFile, 'path'> {
  readonly partition: P;
}

/** Files of a lake by where the engine reads them in place. */
export function readableFiles<P>(
  files: readonly TableFile<P>[],
  data: Pick<DataAccess, 'address'>,
): readonly TableFile<P>[] {
  return files.map(({ path, partition }) => ({ path: data.address(path), partition }));
}

/** The same where several queries read them. */
export async function readableNear<P>(
  files: readonly (TableFile<P> & NearFile)[],
  data: Pick<DataAccess, 'near'>,
): Promise<readonly TableFile<P>[]> {
  const paths = await data.near(files);
  return files.map(({ partition }, index) => ({ path: paths[index]!, partition }));
}
