import { existsSync, renameSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { generateData } from '../scripts/generate/generate-data.ts';

/** Ignored by git; holds generated data from one bench to the next. */
const cacheFolder = resolve('.cache/bench');

/** The folder of the data set of a scale, generated when it is not there yet. */
export function dataAtScale(scale: number): string {
  const folder = `${cacheFolder}/scale-${scale}`;
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  generateData({ scale, out: unfinished, seed: 1, days: 30 });
  renameSync(unfinished, folder);
  return folder;
}

/** An empty place for what a measured process writes; what stood there before is removed. */
export function freshOutput(name: string): string {
  const folder = `${cacheFolder}/out/${name}`;
  rmSync(folder, { recursive: true, force: true });
  return folder;
}
