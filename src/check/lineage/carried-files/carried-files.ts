import type { Relation } from '../../../columns/relation.ts';

/** The column that rows which carry their files along have behind all others: a list of texts, each once. */
export const filesColumn = '_sparkify_files';

/** What a table outside of a query is to the files of one source. */
export type OuterFiles =
  /** A relation with the columns of the table, and `filesColumn` behind them. */
  | { readonly kind: 'carried'; readonly relation: Relation }
  /** Its rows come from no file of the source. */
  | { readonly kind: 'none' }
  /** Why it cannot be told. */
  | Untold;

export interface Untold {
  readonly kind: 'untold';
  /** A sentence. */
  readonly why: string;
  /** What to do about it, a sentence. */
  readonly hint: string | undefined;
}

/** A query with the same rows that carries their files along; `none` when they come from no file of the source. */
export type CarriedQuery<Tree> =
  | { readonly kind: 'carried'; readonly tree: Tree }
  | { readonly kind: 'none' }
  | Untold;

/** Stops the rewriting of a query where the files of its rows cannot be told. */
export class UntoldError extends Error {
  readonly untold: Untold;

  constructor(why: string, hint?: string | undefined) {
    super(why);
    this.untold = { kind: 'untold', why, hint };
  }
}
