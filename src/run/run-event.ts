import type { Batch } from '../compile/batch.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { SourcePosition } from '../diagnostics/position.ts';
import type { Registered } from '../release/outside-catalog.ts';

export type NodeStatus =
  | 'success'
  | 'error'
  /** Some batches of a model are there, and others are not. */
  | 'partial success'
  | 'skipped'
  | 'pass'
  | 'fail'
  | 'warn'
  | 'interrupted'
  | 'reused';

/** What a reporter needs to name a node on a line. */
export interface NodeLabel {
  readonly uniqueId: string;
  readonly name: string;
  readonly resourceType: 'model' | 'seed' | 'snapshot' | 'source' | 'test' | 'unit_test' | 'operation';
  /** `external`, `table`, `view`, `seed`, `test`, `constraint`, `freshness`: what the line calls it. */
  readonly kind: string;
  readonly file: string;
  /** Where in that file it is declared, when the file holds more than it. */
  readonly at?: SourcePosition;
}

/** The first failing rows of a test, ready to be printed as a table. */
export interface RowSample {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** How old the data of a source are. */
export interface MeasuredAge {
  /** ISO 8601, UTC; undefined when nothing tells. */
  readonly maxLoadedAt: string | undefined;
  readonly snapshottedAt: string;
  /** Seconds; undefined when nothing tells. */
  readonly age: number | undefined;
}

export interface NodeResult {
  readonly node: NodeLabel;
  readonly status: NodeStatus;
  /** Seconds. */
  readonly executionTime: number;
  readonly startedAt: string;
  readonly rows: number | undefined;
  readonly bytes: number | undefined;
  readonly files: number | undefined;
  /** Partitions (or the one table) whose files are those of the release before. */
  readonly unchanged: number | undefined;
  /** Rows that a test returned. */
  readonly failures: number | undefined;
  readonly sample: RowSample | undefined;
  /** Where the whole query lies, relative to the project. */
  readonly compiledPath: string | undefined;
  /** Where all failing rows of a test lie, relative to the project, when they are kept. */
  readonly failuresPath?: string | undefined;
  readonly message: string | undefined;
  /** What else is to be known of how it came about, such as why a test that passes compared nothing. */
  readonly note?: string | undefined;
  /** What went wrong, with its place in the project when known. */
  readonly diagnostic: Diagnostic | undefined;
  /** Of a model that was computed in batches: what became of each. */
  readonly batches?: readonly BatchResult[] | undefined;
  /** Of a source whose freshness was asked for and could be told. */
  readonly measured?: MeasuredAge;
}

/** What became of one batch of a model. */
export interface BatchResult {
  readonly batch: Batch;
  /** What a person calls it: `2026-01-31`. */
  readonly label: string;
  /** `kept` is what an earlier attempt had finished. */
  readonly status: 'success' | 'kept' | 'error' | 'skipped';
  readonly rows: number | undefined;
  /** Seconds. */
  readonly executionTime: number;
  readonly diagnostic: Diagnostic | undefined;
}

/** Which batch of which model an event is about. */
export interface BatchPlace {
  readonly index: number;
  readonly total: number;
  readonly node: NodeLabel;
}

export interface PublishedTable {
  readonly name: string;
  readonly rows: number;
  readonly files: number;
  readonly bytes: number;
  /** What it is a sample of. */
  readonly sample?: string | undefined;
}

/** A table that a run did not publish, though it published others. */
export interface KeptTable {
  readonly name: string;
  /** Why, as the end of a sentence that begins with its name. */
  readonly because: string;
  /** False when no release has it yet. */
  readonly isReleased: boolean;
}

export interface QuarantineReport {
  readonly source: string;
  readonly records: number;
  readonly files: number;
  /** Folder, relative to the project. */
  readonly folder: string;
}

export interface RunTotals {
  readonly success: number;
  readonly pass: number;
  readonly warn: number;
  readonly fail: number;
  readonly error: number;
  readonly skipped: number;
  /** Nothing that they follow from has changed. */
  readonly reused: number;
}

/** Everything that a run tells. The runner never prints; reporters render this stream. */
export type RunEvent =
  | {
      readonly type: 'run-started';
      readonly command: string;
      readonly target: string;
      readonly threads: number;
      readonly lake: string;
      readonly counts: Readonly<Record<string, number>>;
    }
  | {
      /** That not everything is read: of which tables how much, and which are read whole. */
      readonly type: 'reading';
      readonly option: 'empty' | 'sample';
      readonly sampled: readonly { readonly name: string; readonly rows: string }[];
      readonly whole: readonly string[];
    }
  | {
      readonly type: 'retrying';
      /** The command of the run that is taken up again, and when that began (ISO 8601). */
      readonly command: string;
      readonly since: string;
      /** Names of tables that are not computed again. */
      readonly kept: readonly string[];
      /** Finished tables that are computed again all the same. */
      readonly stale: readonly { readonly name: string; readonly because: string }[];
      /** What became of the job that the run had started elsewhere; not there when it had left none. */
      readonly job?:
        | { readonly outcome: 'joined'; readonly what: string }
        | { readonly outcome: 'ended'; readonly because: string };
    }
  | {
      /** What is read from another lake, since it is neither selected nor built in that of the target. */
      readonly type: 'deferred';
      readonly lake: string;
      readonly release: string;
      /** Names of models, seeds and snapshots. */
      readonly tables: readonly string[];
    }
  | {
      /** What is not done again, because the release has it already. */
      readonly type: 'reused';
      readonly release: string;
      readonly nodes: readonly NodeLabel[];
    }
  | {
      /** Which files of a source a model reads that reads new files. */
      readonly type: 'new-files';
      readonly model: string;
      readonly source: string;
      readonly added: number;
      readonly changed: number;
      /** Those that are not read again. */
      readonly known: number;
      /** Those that are gone, and what came from them goes. */
      readonly removed: readonly string[];
    }
  | { readonly type: 'diagnostic'; readonly diagnostic: Diagnostic }
  | {
      readonly type: 'node-started';
      readonly index: number;
      readonly total: number;
      readonly node: NodeLabel;
    }
  | {
      readonly type: 'node-finished';
      readonly index: number;
      readonly total: number;
      readonly result: NodeResult;
    }
  | ({ readonly type: 'batch-started'; readonly label: string } & BatchPlace)
  | ({ readonly type: 'batch-finished'; readonly result: BatchResult } & BatchPlace)
  | {
      /** How far the fetching of a source's objects is. */
      readonly type: 'fetching';
      readonly source: string;
      readonly objects: number;
      readonly ofObjects: number;
      readonly bytes: number;
      readonly ofBytes: number;
      readonly seconds: number;
      /** Whether this is the last of it: all objects are there, or it failed. */
      readonly ended: boolean;
    }
  | {
      /** What is started elsewhere for the run, and how it is. */
      readonly type: 'cluster';
      readonly message: string;
    }
  | { readonly type: 'quarantined'; readonly report: QuarantineReport }
  | { readonly type: 'interrupting' }
  | { readonly type: 'publishing'; readonly tables: number }
  | {
      readonly type: 'published';
      readonly release: string;
      readonly tables: readonly PublishedTable[];
      /** Names of models and seeds whose tables carry over and are samples. */
      readonly stillSampled?: readonly string[];
      /** What failed, or comes after what did, and stays as the last release has it. */
      readonly kept?: readonly KeptTable[] | undefined;
      readonly tested: boolean;
      readonly seconds: number;
    }
  | {
      /** What one task of several has added to a candidate, which `sparkify releases publish` publishes. */
      readonly type: 'task-ended';
      readonly candidate: string;
      readonly failed: boolean;
      readonly tables: readonly PublishedTable[];
      readonly seconds: number;
    }
  | {
      readonly type: 'not-published';
      readonly reason:
        | 'failed'
        | 'unfit'
        | 'not-asked'
        | 'nothing-changed'
        | 'nothing-new'
        | 'interrupted'
        | 'no-tables'
        | 'empty'
        | 'sample';
      /** How many finished tables are kept for a retry. */
      readonly kept: number;
      /** The same of batches of tables that are not finished. */
      readonly batches?: number;
    }
  | {
      /** What was done so that a catalog outside of the lake shows what was published. */
      readonly type: 'registered';
      readonly registered: Registered;
    }
  | {
      readonly type: 'run-finished';
      readonly totals: RunTotals;
      /** How many warnings were raised to errors, which is a failure of no node. */
      readonly raised?: number;
      /** Whether the release is not shown where it should be. */
      readonly unregistered?: boolean;
      /** Whether `sparkify retry` can do what is left of it. */
      readonly mayRetry?: boolean;
      readonly seconds: number;
      readonly results: readonly NodeResult[];
      /** Labels of the exposures that read what failed. */
      readonly exposures?: readonly string[];
    };

export type EmitRunEvent = (event: RunEvent) => void;
