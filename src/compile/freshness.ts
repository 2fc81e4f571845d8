import type { SourcePosition } from '../diagnostics/position.ts';
import type { FreshnessThreshold } from '../project/project.ts';

/** SQL that a user wrote into a properties file. */
export interface WrittenSql {
  /** As the file has it: what a template puts into it may be secret. */
  readonly text: string;
  readonly sql: string;
  readonly at: SourcePosition;
}

/** What tells when a source was loaded. */
export type LoadedAt =
  | { readonly kind: 'files' }
  /** The greatest value of an expression over the rows. */
  | ({ readonly kind: 'field' } & WrittenSql)
  /** A query that gives one moment. */
  | ({ readonly kind: 'query' } & WrittenSql);

export interface SourceFreshness {
  readonly warnAfter: FreshnessThreshold | null;
  readonly errorAfter: FreshnessThreshold | null;
  readonly filter: WrittenSql | null;
  readonly loadedAt: LoadedAt;
  /** Unique ids of the sources that must be read to know it, sorted. */
  readonly reads: readonly string[];
  /** Gives one row with one value, the moment; null when the files tell it. */
  readonly sql: string | null;
  readonly at: SourcePosition;
}
