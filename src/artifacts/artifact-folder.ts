import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasCode } from '../storage/disk-error.ts';
import type { Store } from '../storage/store.ts';

/** Where artifacts of earlier runs lie: a folder of this machine, or a place on S3. */
export interface ArtifactFolder {
  /** What messages call a file in it. */
  pathOf(file: string): string;
  /** Undefined when there is no such file. Throws what the file system says. */
  textOf(file: string): string | undefined;
}

/** @param folder absolute path */
export function localArtifacts(folder: string): ArtifactFolder {
  return {
    pathOf: file => join(folder, file),
    textOf(file) {
      try {
        return readFileSync(join(folder, file), 'utf8');
      } catch (error) {
        if (hasCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
        throw error;
      }
    },
  };
}

/** What selections may ask for. */
const comparedFiles = ['manifest.json', 'run_results.json', 'sources.json'];

/** Artifacts that were copied to S3. All that selections may ask for is fetched at once. */
export async function remoteArtifacts(store: Store): Promise<ArtifactFolder> {
  const found = await Promise.all(
    comparedFiles.map(async file => [file, (await store.get(file))?.bytes] as const),
  );
  const texts = new Map(found.map(([file, bytes]) => [file, bytes && Buffer.from(bytes).toString('utf8')]));
  return { pathOf: file => `${store.label}/${file}`, textOf: file => texts.get(file) };
}
