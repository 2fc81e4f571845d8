import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import { listRanges } from '../storage/s3/list-ranges.ts';
import { s3ClientFor } from '../storage/s3/s3-clients.ts';
import type { SourceFile } from './source-file.ts';

/**
 * Makes sure that the objects of a source on S3 are those that were listed before they were read: of one that was
 * replaced meanwhile nobody knows what was read. New ones are none of this run's. Files of this machine are not looked at.
 *
 * @throws SparkifyError 'unreadable-file'
 */
export async function requireUnchanged(source: string, files: readonly SourceFile[]): Promise<void> {
  const [first] = files;
  if (first?.object === undefined) return;
  const { bucket, settings } = first.object;
  const now = new Map<string, string>();
  const keys = files.map(({ object }) => object!.key);
  for await (const page of listRanges(s3ClientFor(settings, bucket), commonPrefix(files), keys)) {
    for (const { key, etag } of page) now.set(key, etag);
  }
  const changed = files.find(({ object }) => now.get(object!.key) !== object!.etag);
  if (changed === undefined) return;
  const what = now.has(changed.object!.key) ? 'replaced' : 'removed';
  throw new SparkifyError(
    'unreadable-file',
    `${changed.label} of the source ${source} was ${what} while it was read.`,
    { hint: 'Nothing was published. Run the command again.' },
  );
}

/** Of sorted keys: what the first and the last have in common, all have. */
function commonPrefix(files: readonly SourceFile[]): string {
  const [first, last] = [files[0]!.object!.key, files.at(-1)!.object!.key];
  let length = 0;
  while (length < first.length && first[length] === last[length]) length++;
  return first.slice(0, length);
}
