import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Batch } from '../../compile/batch.ts';
import type { Config } from '../../config/config.ts';
import { targetError } from '../../storage/disk-error.ts';

/** The rows of each finished batch of a model as a Parquet file in the target folder: a retry of the run takes them up. */
export interface BatchFiles {
  path(batch: Batch): string;
  isFinished(batch: Batch): boolean;
  /** Has a file written under another name, and gives it its own when it is whole. */
  finish<T>(batch: Batch, write: (path: string) => Promise<T>): Promise<T>;
}

export interface BatchFilesOptions {
  readonly config: Pick<Config, 'projectDir' | 'targetPath'>;
  /** Id of the build, which a retry has as well. */
  readonly build: string;
  /** Name of the model. */
  readonly model: string;
  /** What its rows follow from: of another recipe nothing is taken up. */
  readonly recipe: string;
  /** False when something that it reads is computed anew: then the rows may be other ones all the same. */
  readonly goesOn: boolean;
}

/** After so long without a new batch, a build that nobody has retried is given up. Milliseconds. */
const silence = 24 * 60 * 60 * 1000;

/** Makes room for the batches of a model, and takes away what nobody goes on from. */
export async function openBatchFiles(options: BatchFilesOptions): Promise<BatchFiles> {
  const { config, build, model, recipe, goesOn } = options;
  const ofBuild = join(batchFolder(config), build);
  const ofModel = join(ofBuild, model);
  const key = createHash('sha256').update(recipe).digest('hex').slice(0, 24);
  const folder = join(ofModel, key);
  const pathOf = ({ id }: Batch) => join(folder, `${id}.parquet`);
  try {
    await sweepSilent(batchFolder(config), build);
    if (goesOn) await removeOthers(ofModel, key);
    else await rm(ofModel, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw targetError(error, join(config.projectDir, config.targetPath));
  }
  return {
    path: pathOf,
    isFinished: batch => existsSync(pathOf(batch)),
    async finish(batch, write) {
      const unfinished = join(folder, `${batch.id}.${randomUUID()}.tmp`);
      try {
        const written = await write(unfinished);
        await rename(unfinished, pathOf(batch));
        return written;
      } finally {
        await rm(unfinished, { force: true });
      }
    },
  };
}

/** Removes what a build kept of its batches. */
export async function removeBatchFiles(config: BatchFilesOptions['config'], build: string): Promise<void> {
  await rm(join(batchFolder(config), build), { recursive: true, force: true });
}

function batchFolder({ projectDir, targetPath }: BatchFilesOptions['config']): string {
  return join(projectDir, targetPath, 'batches');
}

async function removeOthers(folder: string, key: string): Promise<void> {
  for (const name of await namesIn(folder))
    if (name !== key) await rm(join(folder, name), { recursive: true, force: true });
}

async function sweepSilent(folder: string, own: string): Promise<void> {
  for (const name of await namesIn(folder)) {
    if (name === own) continue;
    const path = join(folder, name);
    if (Date.now() - (await lastSign(path)) > silence) await rm(path, { recursive: true, force: true });
  }
}

/** When the last batch of a build was finished, or begun: each is a change of its model's folder. */
async function lastSign(build: string): Promise<number> {
  const below = (await namesIn(build)).map(model => join(build, model));
  const folders = (
    await Promise.all(below.map(async at => (await namesIn(at)).map(key => join(at, key))))
  ).flat();
  const times = await Promise.all(
    [build, ...below, ...folders].map(path =>
      stat(path).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      ),
    ),
  );
  return Math.max(...times);
}

function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}
