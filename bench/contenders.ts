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

function sparkify(command: string, source: string): Promise<Measurement> {
  const vars = JSON.stringify({ source_root: source });
  const lake = freshOutput(`sparkify-${command}`);
  // The script makes no reports.
  const tables = ['--exclude', 'path:models/reports'];
  return measure(['bin/sparkify.js', command, '--target', 'prod', '--vars', vars, ...tables], {
    SPARKIFY_LAKE: lake,
  });
}
