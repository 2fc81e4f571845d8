/** A run of compiled text that was written literally in a file of the project. */
export interface MapSegment {
  /** Offset of the run in the compiled text, UTF-16 units. */
  readonly start: number;
  readonly length: number;
  readonly file: string;
  /** Where the run begins in the file, counted from 1. */
  readonly line: number;
  readonly column: number;
}

/** Segments in order of `start`; what lies between them came out of an expression. */
export interface SourceMap {
  readonly file: string;
  readonly segments: readonly MapSegment[];
}
