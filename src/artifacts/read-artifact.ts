import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import { artifactVersions } from './metadata.ts';

export type ArtifactName = keyof typeof artifactVersions;

/**
 * Reads an artifact back: a run of another day, or another tool, may have written it.
 *
 * @returns undefined when there is no such file
 * @throws SparkifyError bad-state when it is no artifact of this kind, or one of another version
 */
export async function readArtifact<T>(
  path: string,
  name: ArtifactName,
  schema: z.ZodType<T>,
): Promise<T | undefined> {
  const text = await readText(path);
  if (text === undefined) return undefined;
  const value = parseJson(text, path);
  const version = versionOf(value);
  const wanted = `${name}/${artifactVersions[name]}`;
  if (version !== wanted) {
    throw badState(
      version === undefined
        ? `${path} is no ${name} of dbt or sparkify.`
        : `${path} has the form ${version}; this sparkify reads ${wanted}.`,
    );
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? '' : ` at ${issue.path.join('.')}`;
  throw badState(`${path} does not have the form ${wanted}${where}.`, parsed.error);
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && ['ENOENT', 'ENOTDIR'].includes(String(error.code)))
      return undefined;
    throw badState(`${path} cannot be read.`, error);
  }
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw badState(`${path} is not whole: it is not valid JSON.`, error);
  }
}

/** `manifest/v12` of `https://schemas.getdbt.com/dbt/manifest/v12.json`. */
function versionOf(value: unknown): string | undefined {
  const metadata = (value as { metadata?: { dbt_schema_version?: unknown } } | null)?.metadata;
  const url = metadata?.dbt_schema_version;
  return typeof url === 'string' ? /([^/]+\/v\d+)\.json$/.exec(url)?.[1] : undefined;
}

function badState(message: string, cause?: unknown): SparkifyError {
  return new SparkifyError('bad-state', message, {
    exitCode: 2,
    hint: 'Write it anew: every command that runs or compiles writes manifest.json, every run writes run_results.json.',
    cause,
  });
}
