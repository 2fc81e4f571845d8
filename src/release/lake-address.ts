import type { DiagnosticCode } from '../diagnostics/codes.ts';
import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import type { Release } from './documents.ts';
import type { LakeReader } from './lake-reader.ts';
import { unpublished } from './read-current.ts';

/** A lake, and perhaps one of its releases, as somebody names them. */
export interface LakeAddress {
  /** A folder, absolute, or `s3://bucket/prefix`. */
  readonly lake: string;
  /** Undefined: the current one. */
  readonly release: string | undefined;
}

/**
 * Takes the address of a lake apart, or of a document of one of its releases.
 *
 * @example parseLakeAddress('s3://music/lake/_sparkify/releases/01a2.json') // { lake: 's3://music/lake', release: '01a2' }
 */
export function parseLakeAddress(address: string): LakeAddress {
  const [, lake, release] = /^(.+)[/\\]_sparkify[/\\]releases[/\\]([^/\\]+)\.json$/.exec(address) ?? [];
  return lake === undefined ? { lake: address.replace(/\/+$/, ''), release: undefined } : { lake, release };
}

/** What to do about a lake that is not that of the target, where it is not what was looked for. */
const hints: Partial<Readonly<Record<DiagnosticCode, string>>> = {
  'nothing-published': 'Run `sparkify build` on the target of that lake first, or name another one.',
  'unknown-release':
    '`sparkify releases list` on the target of that lake names those that can still be read.',
  'lake-foreign': 'Name a lake of this project.',
};

/** Does something with a lake that somebody named; what is wrong is told as of a lake that is not that of the target. */
export async function withNamedLake<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const hint = error instanceof SparkifyError ? hints[error.code] : undefined;
    if (!(error instanceof SparkifyError) || hint === undefined) throw error;
    throw new SparkifyError(error.code, error.message, { exitCode: error.exitCode, hint, cause: error });
  }
}

/**
 * The release that an address names.
 *
 * @param lake the lake of the address
 * @throws SparkifyError `nothing-published`, `unknown-release`, `lake-foreign`, `lake-damaged`, `lake-too-new`
 */
export async function readReleaseAt(
  { lake: label, release }: LakeAddress,
  lake: Pick<LakeReader, 'current' | 'release'>,
): Promise<Release> {
  if (release !== undefined) return lake.release(release);
  const current = await lake.current();
  if (current === undefined) throw unpublished(label);
  return current;
}
