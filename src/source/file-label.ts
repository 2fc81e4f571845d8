import { relative, sep } from 'node:path';
import { isS3Address } from '../config/s3-address.ts';

/** What messages call a file: its path relative to the project folder, the absolute path outside of it, its address on S3. */
export function fileLabel(path: string, projectDir: string): string {
  if (isS3Address(path)) return path;
  const inside = relative(projectDir, path);
  return inside === '' || inside.startsWith('..') ? path : inside.replaceAll(sep, '/');
}
