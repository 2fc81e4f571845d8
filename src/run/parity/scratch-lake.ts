import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../config/config.ts';
import type { S3Settings } from '../../config/s3-settings.ts';
import type { Target } from '../../config/target.ts';
import { createS3Store } from '../../storage/s3/s3-store.ts';
import type { ObjectInfo } from '../../storage/store.ts';

/** A lake for one comparison, apart from that of its target. */
export interface ScratchLake {
  /** Absolute folder, or an address. */
  readonly lake: string;
  /** Removes it, and what comparisons left there that were killed. */
  clear(): Promise<void>;
}

type Place = Pick<Config, 'projectDir' | 'targetPath'> & { readonly target: Target };

/** Below this name lies no table. */
const folderName = '_parity';
/** No comparison takes so long. Milliseconds. */
const leftBehind = 24 * 3_600_000;

/** Where the engine of a target can write: on this machine, or beside the tables of its lake. */
export function scratchLake({ projectDir, targetPath, target }: Place): ScratchLake {
  if (target.type === 'duckdb' || target.type === 'spark') {
    const lake = join(projectDir, targetPath, 'tmp', `parity-${target.name}`);
    return { lake, clear: () => rm(lake, { recursive: true, force: true }) };
  }
  const id = randomUUID();
  const parent = `${target.lake}/${folderName}`;
  return { lake: `${parent}/${id}`, clear: () => clearOnS3(parent, id, target.s3) };
}

async function clearOnS3(parent: string, own: string, settings: S3Settings): Promise<void> {
  const store = createS3Store(parent, { settings });
  const now = await store.now();
  const found: ObjectInfo[] = [];
  for await (const object of store.list('')) found.push(object);
  for (const [id, objects] of Map.groupBy(found, ({ key }) => key.split('/', 1)[0]!)) {
    if (id !== own && objects.some(({ modified }) => now - modified < leftBehind)) continue;
    await store.delete(objects.map(({ key }) => key));
    await store.abortUploads(`${id}/`);
  }
}
