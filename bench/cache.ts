import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
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

let outputs = `${cacheFolder}/out`;

/** Has the measured processes write elsewhere, e.g. below a tmpfs. */
export function writeOutputsTo(folder: string): void {
  outputs = resolve(folder, 'sparkify-bench');
}

/**
 * An empty place for what a measured process writes. Nothing is removed between two measurements: ext4 passes over
 * inodes that were deleted a moment ago, and making 14,000 files then took up to ten times as long.
 */
export function freshOutput(name: string): string {
  mkdirSync(outputs, { recursive: true });
  return join(mkdtempSync(`${outputs}/${name}-`), 'out');
}

/** For the end of a bench. */
export function removeOutputs(): void {
  rmSync(outputs, { recursive: true, force: true });
}
