/** A place on S3. */
export interface S3Address {
  readonly bucket: string;
  /** Without a slash at either end; empty for the whole bucket. */
  readonly path: string;
}

export function isS3Address(address: string): boolean {
  return /^s3:\/\//i.test(address);
}

/**
 * Takes `s3://bucket/some/path` apart. Undefined when no bucket can have the name, or when the path has empty or
 * relative segments, which S3 takes for names and file systems do not.
 *
 * @example parseS3Address('s3://music/lake') // { bucket: 'music', path: 'lake' }
 */
export function parseS3Address(address: string): S3Address | undefined {
  const found = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*?))?\/?$/is.exec(address);
  const [, bucket, path = ''] = found ?? [];
  if (bucket === undefined || bucket !== bucket.toLowerCase()) return undefined;
  if (path !== '' && path.split('/').some(segment => ['', '.', '..'].includes(segment))) return undefined;
  return { bucket, path };
}

export function renderS3Address({ bucket, path }: S3Address): string {
  return path === '' ? `s3://${bucket}` : `s3://${bucket}/${path}`;
}
