import type { z } from 'zod';
import { safeParse } from '../config/safe-parse.ts';
import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import type { ArtifactFolder } from './artifact-folder.ts';
import { artifactVersions } from './metadata.ts';

export type ArtifactName = keyof typeof artifactVersions;

/** An artifact, whether it is there or not. */
export interface ArtifactFile {
  readonly folder: ArtifactFolder;
  readonly file: string;
}

/** What somebody wants of an artifact. */
export interface ArtifactUse {
  /** The beginning of a sentence: `result: asks how a run ended`. */
  readonly why: string;
  /** What to do when it is not there or not whole. */
  readonly hint: string;
}

/**
 * Reads an artifact back: a run of another day, or another tool, may have written it.
 *
 * @throws SparkifyError bad-state when it is not there, no artifact of this kind, or one of another version
 */
export function readArtifact<T>(
  file: ArtifactFile,
  name: ArtifactName,
  schema: z.ZodType<T>,
  use: ArtifactUse,
): T {
  const found = findArtifact(file, name, schema, use.hint);
  if (found !== undefined) return found;
  throw badState(`${use.why}, but ${pathOf(file)} is not there.`, use.hint);
}

/**
 * The same of one that may be missing.
 *
 * @returns undefined when there is no such file
 */
export function findArtifact<T>(
  file: ArtifactFile,
  name: ArtifactName,
  schema: z.ZodType<T>,
  hint: string,
): T | undefined {
  const path = pathOf(file);
  const text = readText(file, hint);
  if (text === undefined) return undefined;
  const value = parseJson(text, path, hint);
  checkVersion(versionOf(value), path, name, hint);
  const parsed = safeParse(schema, value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? '' : ` at ${issue.path.join('.')}`;
  throw badState(`${path} does not have the form ${wantedVersion(name)}${where}.`, hint, parsed.error);
}

export function badState(message: string, hint: string, cause?: unknown): SparkifyError {
  return new SparkifyError('bad-state', message, { exitCode: 2, hint, cause });
}

function pathOf({ folder, file }: ArtifactFile): string {
  return folder.pathOf(file);
}

function readText({ folder, file }: ArtifactFile, hint: string): string | undefined {
  try {
    return folder.textOf(file);
  } catch (error) {
    throw badState(`${folder.pathOf(file)} cannot be read.`, hint, error);
  }
}

function parseJson(text: string, path: string, hint: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw badState(`${path} is not whole: it is not valid JSON.`, hint, error);
  }
}

function checkVersion(version: string | undefined, path: string, name: ArtifactName, hint: string): void {
  const wanted = wantedVersion(name);
  if (version === wanted) return;
  const [kind] = (version ?? '').split('/');
  if (version === undefined || kind !== name)
    throw badState(`${path} is no ${name} of dbt or sparkify.`, hint);
  const anew = 'Write it anew with this sparkify, or with a dbt or sparkify that writes this form.';
  throw badState(`${path} has the form ${version}; this sparkify reads ${wanted}.`, anew);
}

function wantedVersion(name: ArtifactName): string {
  return `${name}/${artifactVersions[name]}`;
}

/** `manifest/v12` of `https://schemas.getdbt.com/dbt/manifest/v12.json`. */
function versionOf(value: unknown): string | undefined {
  const metadata = (value as { metadata?: { dbt_schema_version?: unknown } } | null)?.metadata;
  const url = metadata?.dbt_schema_version;
  return typeof url === 'string' ? /([^/]+\/v\d+)\.json$/.exec(url)?.[1] : undefined;
}
