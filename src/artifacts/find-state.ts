import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Config } from '../config/config.ts';
import { isS3Address } from '../config/s3-address.ts';
import type { Release } from '../release/documents.ts';
import { parseLakeAddress, readReleaseAt, withNamedLake } from '../release/lake-address.ts';
import { lakePlace } from '../release/open-project-lake.ts';
import { lakeState, readCurrentRelease, readKeptRelease } from '../release/read-current.ts';
import type { Store } from '../storage/store.ts';
import { type ArtifactFolder, localArtifacts, remoteArtifacts } from './artifact-folder.ts';

/** What `--state` names: artifacts of an earlier run, or a release of a lake. */
export type FoundState = { readonly kind: 'artifacts'; readonly folder: ArtifactFolder } | FoundRelease;

export interface FoundRelease {
  readonly kind: 'release';
  /** The address of its lake. */
  readonly lake: string;
  readonly release: Release;
  readonly store: Store;
}

/**
 * Finds out what `--state` names. A lake is known by what sparkify writes into it; whatever else is a folder of artifacts. A place on S3 is
 * reached as the target at hand reaches S3.
 *
 * @param state a folder, absolute or relative to the project, `s3://bucket/prefix`, or the document of a release in a lake
 * @throws SparkifyError `nothing-published`, `unknown-release`, `lake-foreign`, `lake-damaged`, and what S3 says
 */
export async function findState(config: Config, state: string): Promise<FoundState> {
  const isRemote = isS3Address(state);
  const address = parseLakeAddress(isRemote ? state : resolve(config.projectDir, state));
  const { lake } = address;
  if (!isRemote && !existsSync(join(lake, '_sparkify')))
    return { kind: 'artifacts', folder: localArtifacts(lake) };
  const scratch = join(config.projectDir, config.targetPath, 'tmp');
  const { store } = lakePlace({ ...config.target, lake }, scratch);
  const place = { store, project: config.name };
  const reader = {
    current: () => readCurrentRelease(place),
    release: (id: string) => readKeptRelease(place, id),
  };
  return withNamedLake(async () => {
    if ((await lakeState(place)) === 'absent')
      return { kind: 'artifacts', folder: isRemote ? await remoteArtifacts(store) : localArtifacts(lake) };
    return { kind: 'release', lake, release: await readReleaseAt(address, reader), store };
  });
}
