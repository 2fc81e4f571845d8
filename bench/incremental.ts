import { linkSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { freshOutput } from './cache.ts';
import { type Measurement, measure } from './measure.ts';

export interface IncrementalTimes {
  /** Of all days, from scratch. */
  readonly full: Measurement;
  /** Of the last day, on a lake of the days before. */
  readonly lastDay: Measurement;
  /** With nothing new. */
  readonly nothing: Measurement;
}

/** Builds the Sparkify lake of all days of a source at once, and of its last day on a lake of the days before. */
export async function timeIncremental(source: string): Promise<IncrementalTimes> {
  const days = logFiles(source);
  const folder = freshOutput('source');
  mkdirSync(folder, { recursive: true });
  symlinkSync(join(source, 'song_data'), join(folder, 'song_data'));
  for (const day of days.slice(0, -1)) deliver(source, folder, day);
  const [lake, other] = [freshOutput('daily'), freshOutput('full')];
  await build(folder, lake);
  deliver(source, folder, days.at(-1)!);
  const full = await build(folder, other);
  const lastDay = await build(folder, lake);
  return { full, lastDay, nothing: await build(folder, lake) };
}

function build(source: string, lake: string): Promise<Measurement> {
  const vars = JSON.stringify({ source_root: source });
  return measure(['bin/sparkify.js', 'build', '--reuse', '--target', 'prod', '--vars', vars], {
    SPARKIFY_LAKE: lake,
  });
}

function logFiles(source: string): readonly string[] {
  const paths = readdirSync(join(source, 'log_data'), { recursive: true, encoding: 'utf8' });
  return paths.filter(path => path.endsWith('.json')).sort();
}

function deliver(source: string, folder: string, day: string): void {
  const path = join(folder, 'log_data', day);
  mkdirSync(dirname(path), { recursive: true });
  linkSync(join(source, 'log_data', day), path);
}
