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
