import { freshOutput } from './cache.ts';
import { type Measurement, measure } from './measure.ts';

/** Something that builds the Sparkify lake out of a source folder, from scratch, and is measured at it. */
export interface Contender {
  readonly name: string;
  readonly run: (source: string) => Promise<Measurement>;
}

export const handwritten: Contender = {
  name: 'hand-written DuckDB script',
  run: source => measure(['bench/handwritten.ts', source, freshOutput('handwritten')]),
};

export const sparkifyRun: Contender = {
  name: 'sparkify run (no tests)',
  run: source => sparkify('run', source),
};

export const sparkifyBuild: Contender = {
  name: 'sparkify build (with tests)',
  run: source => sparkify('build', source),
};

/** Builds all of a source's lake, and gives the build that comes after it, in which nothing is new. */
export async function buildAgain(source: string): Promise<() => Promise<Measurement>> {
  const env = { SPARKIFY_LAKE: freshOutput('sparkify-again') };
  const args = ['build', '--reuse', '--target', 'prod', '--vars', varsOf(source)];
  const again = () => measure(['bin/sparkify.js', ...args], env);
  await again();
  return again;
}

function varsOf(source: string): string {
  return JSON.stringify({ source_root: source });
}

function sparkify(command: string, source: string): Promise<Measurement> {
  const lake = freshOutput(`sparkify-${command}`);
  // The script makes no reports.
  const tables = ['--exclude', 'path:models/reports'];
  return measure(['bin/sparkify.js', command, '--target', 'prod', '--vars', varsOf(source), ...tables], {
    SPARKIFY_LAKE: lake,
  });
}
