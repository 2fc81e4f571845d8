import type { WarnPolicy } from '../diagnostics/warn-policy.ts';
import type { RunOptions } from './run-options.ts';

/** What a run leaves behind for a retry, beside its results. */
export interface RunLegacy {
  /** The unfinished release that holds what it finished; undefined when it kept none. */
  readonly candidate: string | undefined;
  /** Recipes, by unique id, of what this run and those that it retried ended well. Empty when nothing is left to do. */
  readonly done: Readonly<Record<string, string>>;
  /** How many warnings were raised to errors, which is a failure of no node. */
  readonly raised: number;
  /** The time of the run, ISO 8601: a retry computes the batches of the same one. */
  readonly asOf?: string | undefined;
  /** Ids of releases that the runs which it retried have published, though others failed. */
  readonly published?: readonly string[] | undefined;
  /** Batches that are finished, of tables that are not. */
  readonly batches?: LeftBatches | undefined;
}

export interface LeftBatches {
  /** Names their folder. */
  readonly folder: string;
  /** Id of the release that their tables are of until they are published, and all that they were made of; null of a lake without one. */
  readonly release: string | null;
}

/** An earlier run, as a retry sees it. */
export interface LastRun extends RunLegacy {
  /** ISO 8601. */
  readonly startedAt: string;
  readonly options: Pick<
    RunOptions,
    | 'command'
    | 'select'
    | 'exclude'
    | 'selector'
    | 'state'
    | 'defer'
    | 'resourceTypes'
    | 'indirectSelection'
    | 'failFast'
    | 'storeFailures'
    | 'publish'
    | 'allowBreakingChanges'
    | 'requireParity'
    | 'fullRefresh'
    | 'candidate'
    | 'eventTime'
  > & { readonly target: string; readonly warnings: WarnPolicy };
  /** False after --empty and --sample, of which nothing can be retried. */
  readonly readsAll: boolean;
  /** Names of the variables that --vars gave. */
  readonly vars: readonly string[];
  /** Unique ids of the nodes that it was about, and dbt's word for how each ended. */
  readonly results: ReadonlyMap<string, string>;
  /** Absolute path of the approved plan by which it ran. */
  readonly plan: string | undefined;
  /** Id of the release that it published. */
  readonly release: string | undefined;
}
