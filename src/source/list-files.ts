import { stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { glob } from 'tinyglobby';
import { isS3Address } from '../config/s3-address.ts';
import type { S3Settings } from '../config/s3-settings.ts';
import type { SourcePosition } from '../diagnostics/position.ts';
import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import { fileLabel } from './file-label.ts';
import { listS3Files } from './list-s3-files.ts';
import type { SourceFile } from './source-file.ts';
import { globMark } from './sure-prefix.ts';

interface Options {
  /** What messages call the source, e.g. `raw.events`. */
  readonly source: string;
  /** A path or glob, absolute or relative to the project, with every variable filled in. */
  readonly location: string;
  readonly projectDir: string;
  /** How S3 is reached, for a location there. */
  readonly s3: S3Settings;
  /** Where the location is set. */
  readonly at?: SourcePosition;
}

/**
 * The files or objects on S3 that the location of a source matches, in the order of their paths, so that nothing depends on the file
 * system. Names beginning with `.` or `_`, of files and of folders, are passed over as Hive and Spark do, unless the
 * location spells them out.
 *
 * @throws SparkifyError 'missing-folder' or 'no-files'
 */
export async function listSourceFiles(options: Options): Promise<readonly SourceFile[]> {
  if (isS3Address(options.location)) return listBucket(options);
  const { folder, pattern } = splitLocation(options.projectDir, options.location);
  if (!(await isFolder(folder))) throw await missingFolder(options, folder);
  const within = join(folder, '/');
  const names = pattern === '' ? [] : await matching(folder, pattern);
  // What comes before a name in a label, found once: a swarm has thousands of names.
  const before = fileLabel(join(folder, '-'), options.projectDir).slice(0, -1);
  const files = names.map(name => ({ path: `${within}${name}`, label: `${before}${name}` }));
  if (files.length === 0) throw await noFiles(options, join(folder, pattern));
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function listBucket(options: Options): Promise<readonly SourceFile[]> {
  const files = await listS3Files(options.location, options.s3);
  if (files.length > 0) return files;
  const { source, location, at } = options;
  const hint = /[*?]/.test(location)
    ? 'Correct its location, or set the variable in it with --vars.'
    : `For what lies below it write ${location.replace(/\/$/, '')}/**/*.json.`;
  const message = `No object matches the location of the source ${source}: ${location}`;
  throw new SparkifyError('no-files', message, { exitCode: 2, hint, ...(at && { at }) });
}

/**
 * The folder that is sure, and what is left to be matched in it: at least the last part of the location. Marks of a
 * glob count in the location only, not in the path of the project.
 */
export function splitLocation(projectDir: string, location: string): { folder: string; pattern: string } {
  const parts = location.split('/');
  const magic = parts.findIndex(part => globMark.test(part));
  const sure = magic === -1 ? parts.length - 1 : magic;
  const folder = parts.slice(0, sure).join('/') || (location.startsWith('/') ? '/' : '.');
  return { folder: resolve(projectDir, folder), pattern: parts.slice(sure).join('/') };
}

async function matching(folder: string, pattern: string): Promise<readonly string[]> {
  // A file may be called what looks like a glob: what exists is meant as it stands.
  if (await isFile(join(folder, pattern))) return [pattern];
  const names = await glob(pattern, { cwd: folder, expandDirectories: false });
  const spelledOut = pattern.split('/').some(part => part.startsWith('_'));
  return spelledOut ? names : names.filter(name => !/(^|\/)_/.test(name));
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false;
}

async function missingFolder({ source, projectDir, at }: Options, folder: string): Promise<SparkifyError> {
  let missing = folder;
  while (dirname(missing) !== missing && !(await isFolder(dirname(missing)))) missing = dirname(missing);
  const message = `The folder ${fileLabel(missing, projectDir)} of the source ${source} does not exist.`;
  const hint = 'Correct its location, or set the variable in it with --vars.';
  return new SparkifyError('missing-folder', message, { exitCode: 2, hint, ...(at && { at }) });
}

async function noFiles({ source, projectDir, at }: Options, path: string): Promise<SparkifyError> {
  const label = fileLabel(path, projectDir);
  const message = `No file matches the location of the source ${source}: ${label}`;
  const hint = (await isFolder(path))
    ? `It is a folder: write ${label}/*.json, or ${label}/**/*.json for the folders in it too.`
    : 'Correct its location, or set the variable in it with --vars.';
  return new SparkifyError('no-files', message, { exitCode: 2, hint, ...(at && { at }) });
}
