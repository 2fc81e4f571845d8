import type { ColumnDifference } from '../../release/diff.ts';

/**
 * Why a node runs. A node may have several reasons; what has none stands as the release has it.
 *
 * - `first-build`: the lake has no table of it yet
 * - `full-refresh`: it is computed from scratch, as was asked
 * - `batches`: batches of it are asked for, or have begun since
 * - `always`: its rows do not follow from what it reads alone
 * - `code`: its own query, file or config is another one
 * - `engine`: onRunStart or the version of the engine is another one
 * - `columns`: its table gets other columns
 * - `parent`: something that it reads runs
 * - `deferred`: something that it reads is read from another lake, so that nothing tells whether it changed
 * - `files`: a source that it reads has other files than those that the release read
 * - `source`: it was made of other files of the source than the last ones, or of another declaration
 * - `reads`: what it reads changed, and nobody can tell how
 * - `republished`: a table that it reads was published anew since
 * - `damaged`: files of its table are missing in the lake, or are other ones
 * - `unproven`: the release does not tell what it was made of
 * - `not-done`: it has not run, or not passed, on the tables as they are
 */
export type RunReason =
  | {
      readonly kind:
        | 'first-build'
        | 'full-refresh'
        | 'batches'
        | 'code'
        | 'engine'
        | 'reads'
        | 'republished'
        | 'unproven'
        | 'not-done';
    }
  | { readonly kind: 'always'; readonly because: string }
  | { readonly kind: 'columns'; readonly columns: readonly ColumnDifference[] }
  /** Unique id. */
  | { readonly kind: 'parent'; readonly node: string }
  | { readonly kind: 'deferred'; readonly node: string }
  | ({ readonly kind: 'files'; readonly node: string } & FileCounts)
  | { readonly kind: 'source'; readonly node: string }
  | { readonly kind: 'damaged'; readonly files: number };

/** How many files of a source are not as the release read them. */
export interface FileCounts {
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
}
