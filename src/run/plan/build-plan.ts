import type { PartitionValue } from '../../columns/partition-value.ts';
import type { Batch, BatchSize } from '../../compile/batch.ts';
import type { IncrementalStrategy } from '../../compile/model-config.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { BatchesReason } from '../microbatch/plan-batches.ts';
import type { NodeLabel } from '../run-event.ts';
import type { CatalogChanges } from './catalog-changes.ts';
import type { ExpectedMemory } from './expected-memory.ts';
import type { ExpectedRequests } from './expected-requests.ts';
import type { RunReason } from './run-reason.ts';
import type { ListedFile, SourceNews } from './source-news.ts';

/**
 * What becomes of a node: it runs; its table, or that it passed, is taken over from the release; or it is computed on the
 * way, because something reads it that runs.
 */
export type PlannedAction = 'run' | 'reuse' | 'serve';

export interface PlannedNode {
  readonly node: NodeLabel;
  readonly action: PlannedAction;
  /** Why it runs, or would run if the build took over what it can. Empty of what stands. */
  readonly reasons: readonly RunReason[];
  /** Stands for all that its rows follow from. */
  readonly recipe: string;
}

/** Which partitions of a table are written: all; those whose rows are other ones than before; or those that new rows fall into. */
export type WrittenPartitions = 'all' | 'changed' | 'new-rows';

export interface PlannedTable {
  readonly name: string;
  /** Unique id. */
  readonly node: string;
  /** How rows come into it: it is computed whole, or by an incremental strategy. */
  readonly way: 'whole' | IncrementalStrategy;
  readonly partitionBy: readonly string[];
  readonly writes: WrittenPartitions;
  /** As the release has it; undefined when it has none. */
  readonly before: TableBefore | undefined;
  /** Of a model that reads new files: which these are; undefined of others. */
  readonly newFiles: PlannedNewFiles | undefined;
  /** Of a model that is made of batches of time: which ones it computes. */
  readonly batches: PlannedBatchesOfTable | undefined;
  /** Of a model that follows a table and has one of its own: what becomes of that. */
  readonly follows: PlannedFollowing | undefined;
  /** Partitions whose files are missing or damaged, so that they are written again. */
  readonly damaged: readonly (readonly PartitionValue[])[];
}

export interface PlannedNewFiles {
  /** Unique id. */
  readonly source: string;
  readonly files: readonly ListedFile[];
  /** How many of them the table was made of as they were before. */
  readonly changed: number;
  /** How many that the table was made of are there no more. */
  readonly gone: number;
}

export interface PlannedBatchesOfTable {
  readonly size: BatchSize;
  readonly batches: readonly Batch[];
  readonly because: BatchesReason;
}

export interface PlannedFollowing {
  /** Unique id of the table that is followed. */
  readonly node: string;
  /** By which its rows are found. */
  readonly key: readonly string[];
  /**
   * `none`: nothing changed; `all`: something else that it reads did, or nobody knows what; `keys`: the partitions in which rows with
   * keys lie that occur in partitions of the followed table that change.
   */
  readonly replaces: 'none' | 'keys' | 'all';
  /** Unique ids of tables that may change in the build, and then have all of it computed; where `replaces` is `keys`. */
  readonly unless: readonly string[];
}

export interface TableBefore {
  readonly rows: number;
  readonly files: number;
  readonly bytes: number;
  readonly partitions: number;
}

/** A table of the release that a build reads as it is. */
export interface ReadTable {
  readonly name: string;
  readonly node: string;
  readonly version: string;
  readonly files: number;
  readonly bytes: number;
  /** The address of the lake, where it is another one. */
  readonly lake: string | undefined;
}

/** A source behind what is asked for. */
export interface PlannedSource {
  readonly news: SourceNews;
  /** Whether the build reads it, and not only looks at the list of its files. */
  readonly isRead: boolean;
}

/** What a build would do. Plain data. */
export interface BuildPlan {
  readonly base: string | undefined;
  /** The time of the build, ISO 8601, up to which it computes batches. */
  readonly asOf: string;
  /** Whether the build takes over what it can from the release. */
  readonly takesOver: boolean;
  /** In the order in which they run; what is reused comes in the order of the graph. */
  readonly nodes: readonly PlannedNode[];
  readonly sources: readonly PlannedSource[];
  readonly reads: readonly ReadTable[];
  readonly writes: readonly PlannedTable[];
  readonly catalog: Omit<CatalogChanges, 'diagnostics'>;
  /** Undefined when nothing of it is on S3. */
  readonly requests: ExpectedRequests | undefined;
  readonly memory: ExpectedMemory;
  /** Warnings of the build, and errors for which it would be refused. */
  readonly diagnostics: readonly Diagnostic[];
}
