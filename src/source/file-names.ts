import { isS3Address } from '../config/s3-address.ts';
import { splitLocation } from './list-files.ts';
import type { SourceFile } from './source-file.ts';
import { globMark } from './sure-prefix.ts';

/**
 * What rows call the files of a source: their paths below the folder that its location names before its first wildcard. So
 * they are the same wherever that folder lies: `2018/11/a.json` of `data/logs/2018/11/a.json`, when the location is
 * `data/logs/**` with something behind it.
 */
export function fileNames(
  files: readonly Pick<SourceFile, 'path'>[],
  { location, projectDir }: { readonly location: string; readonly projectDir: string },
): readonly string[] {
  const within = namingFolder(location, projectDir);
  return files.map(({ path }) => (path.startsWith(within) ? path.slice(within.length) : path));
}

/** What every path of such a file begins with, the last slash included. */
export function namingFolder(location: string, projectDir: string): string {
  const folder = isS3Address(location) ? surePart(location) : splitLocation(projectDir, location).folder;
  return folder.endsWith('/') ? folder : `${folder}/`;
}

function surePart(address: string): string {
  const parts = address.split('/');
  const magic = parts.findIndex(part => globMark.test(part));
  return parts.slice(0, magic === -1 ? -1 : magic).join('/');
}
