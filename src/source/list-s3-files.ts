import picomatch from 'picomatch';
import { parseS3Address, type S3Address } from '../config/s3-address.ts';
import type { S3Settings } from '../config/s3-settings.ts';
import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import { listFolders } from '../storage/s3/list-folders.ts';
import { s3ClientFor } from '../storage/s3/s3-clients.ts';
import type { SourceFile } from './source-file.ts';
import { globMark, surePrefix } from './sure-prefix.ts';

/**
 * The objects that a location on S3 matches, in the order of their keys, by the same rules as files of a folder. One
 * listing finds all of them, below the part of the location that is sure.
 *
 * @throws SparkifyError `no-files`, and what a store throws
 */
export async function listS3Files(location: string, settings: S3Settings): Promise<readonly SourceFile[]> {
  const address = parseS3Address(location);
  if (address === undefined) throw badLocation(location);
  const { bucket, path } = address;
  const matches = matcherOf(address);
  const files: SourceFile[] = [];
  for await (const page of listFolders(s3ClientFor(settings, bucket), surePrefix(path))) {
    for (const { key, size, etag, modified } of page) {
      if (key.endsWith('/') || !matches(key)) continue;
      const whole = `s3://${bucket}/${key}`;
      files.push({ path: whole, label: whole, object: { bucket, key, size, etag, modified, settings } });
    }
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** A key may look like a glob: what exists is meant as it stands. */
function matcherOf({ path }: S3Address): (key: string) => boolean {
  if (!globMark.test(path)) return key => key === path;
  const isMatch = picomatch(path);
  const spelledOut = path.split('/').some(part => part.startsWith('_'));
  return key =>
    key === path || (isMatch(key) && (spelledOut || !/(^|\/)_/.test(key.slice(surePrefix(path).length))));
}

function badLocation(location: string): SparkifyError {
  return new SparkifyError('no-files', `${location} is no location on S3.`, {
    exitCode: 2,
    hint: 'Write it like this: s3://bucket/folder/*.json',
  });
}
