import type { Column } from '../../columns/column.ts';
import type { PartitionValue } from '../../columns/partition-value.ts';
import type { CompiledSource, TableNode } from '../../compile/node.ts';
import type { LedgerEntry } from '../../release/documents.ts';

/** Which files of sources the rows of a published table came from, as far as that can be told. */
export interface FileLineage {
  readonly node: TableNode;
  /** The release that holds the table. */
  readonly release: string;
  /** What a partition is called by; empty of a table that is one. */
  readonly partitionColumns: readonly Column[];
  /** Of each of them, whether it holds whole numbers that JavaScript can hold, and nothing else, in all partitions. */
  readonly numeric: readonly boolean[];
  /** Those that were asked for, in the order of their values. */
  readonly partitions: readonly PartitionFiles[];
}

export interface PartitionFiles {
  readonly partition: readonly PartitionValue[];
  /** How many rows the release holds. */
  readonly rows: number;
  /** How many rows the models make of the tables that the release holds; undefined where they were not asked. */
  readonly rowsComputed: number | undefined;
  /**
   * Whether these are the very rows that the release holds; undefined where they were not asked. Where not, what is told of files
   * is told of other rows than those of the release.
   */
  readonly isReleased: boolean | undefined;
  /** The releases that wrote its data files. */
  readonly writtenBy: readonly string[];
  /** One for each source that the table reads, by whatever way. */
  readonly sources: readonly SourceFiles[];
}

export type SourceFiles = ExactFiles | FilesAtMost;

/** Told row by row. */
export interface ExactFiles {
  readonly kind: 'exact';
  readonly source: CompiledSource;
  /** In the order of their paths. */
  readonly files: readonly FileOfRows[];
}

/** A file that rows came from. */
export interface FileOfRows {
  /** As the ledger has it: relative to the project, absolute outside of it, or an address. Of one that it does not name, what rows call it. */
  readonly path: string;
  /** How many rows of the partition came from it, alone or with others. */
  readonly rows: number;
  /** Undefined of a file that the ledger does not name any more. */
  readonly read: LedgerEntry | undefined;
}

/** What cannot be told more exactly. */
export interface FilesAtMost {
  readonly kind: 'at-most';
  readonly source: CompiledSource;
  /** Why, a sentence. */
  readonly why: string;
  readonly hint: string | undefined;
  /** Any of so many; undefined where that is not known. */
  readonly files?: number | undefined;
  /** Why not, a sentence. */
  readonly whyUnknown?: string | undefined;
  /** Where the current release names its files, in the lake. */
  readonly ledger: string | undefined;
}
