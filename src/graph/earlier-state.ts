import type { NodeChanges } from './node-change.ts';

/** How nodes ended in an earlier run, by unique id, in dbt's words. */
export type LastResults = ReadonlyMap<string, string>;

/** What a sources.json says of one source. */
export interface SourceState {
  /** `pass`, `warn`, `error` or `runtime error`. */
  readonly status: string;
  /** Milliseconds since the epoch; undefined of a source that could not be read. */
  readonly maxLoadedAt: number | undefined;
}

/** By unique id. */
export type SourceStates = ReadonlyMap<string, SourceState>;

/** The sources.json that lies in the target folder, and the one of the state that a command was given. */
export interface FreshnessHistory {
  readonly current: SourceStates;
  /** Undefined without `--state`. */
  readonly previous: SourceStates | undefined;
}

/** What the artifacts of earlier runs say. Each is read when it is asked for, and throws a SparkifyError if it cannot be. */
export interface EarlierState {
  readonly lastResults: () => LastResults;
  readonly freshness: () => FreshnessHistory;
  readonly changes: () => NodeChanges;
}
