import type { CompiledSource } from '../../compile/node.ts';
import type { UndeclaredKey } from '../../source/undeclared-keys.ts';

/** A record that does not fit what is declared. */
export interface Misfit {
  /** As messages call it: relative to the project. */
  readonly file: string;
  readonly line: number;
  readonly reason: string;
}

/** What is in a column of some records. */
export interface ColumnFigures {
  readonly name: string;
  readonly present: number;
  /** About how many different values there are. */
  readonly distinct: number;
}

/** The sound records of some files of a source. */
export interface RecordFigures {
  readonly files: number;
  readonly records: number;
  readonly columns: readonly ColumnFigures[];
}

export type ShiftKind = 'nulls' | 'more-values' | 'fewer-values' | 'repeated-values';

/** A column of which new records tell something else than those that the release read. */
export interface ColumnShift {
  readonly column: string;
  readonly kind: ShiftKind;
  /** Of `nulls` the share of records without a value, else the number of different values. */
  readonly before: number;
  readonly now: number;
}

/** How the raw files of a source stand to what it declares, and new ones to those that the last release read. */
export interface SourceDrift {
  readonly node: CompiledSource;
  /** The release that read the source last; undefined when none did. */
  readonly release: string | undefined;
  /** Whether it has read all files that there are. */
  readonly isReleased: boolean;
  /** Of the files that it read and that are as they were; where it has read all, of those that others had read before it. */
  readonly before: RecordFigures;
  /** Of all others. */
  readonly now: RecordFigures;
  /** Files that the release read and that are gone. */
  readonly gone: number;
  /** Their files as messages call them. */
  readonly undeclared: readonly UndeclaredKey[];
  /** Declared keys that are in no record. */
  readonly absent: readonly string[];
  /** Declared keys that are null wherever they are. */
  readonly alwaysNull: readonly string[];
  /** How many records do not fit. */
  readonly misfits: number;
  /** The first of them. */
  readonly firstMisfits: readonly Misfit[];
  readonly shifts: readonly ColumnShift[];
  /** Whether there is anything of this but keys that are always null, which may be meant so. */
  readonly drifted: boolean;
}
