import type { Release } from './documents.ts';
import type { LakeContext } from './lake-context.ts';

/** A catalog outside of the lake that shows its tables to others, handed in by whoever knows it. */
export interface OutsideCatalog {
  /** Tells it from others that show the same lake: letters, digits, dots, underscores and hyphens. */
  readonly id: string;
  /** What a person calls it. */
  readonly label: string;
  /** Stands for the settings by which it shows a release: with other ones it is to be shown anew. */
  readonly settings: string;
  /** Stands for the descriptions of tables and columns; undefined where they are not known, and stay as they are. */
  readonly descriptions: string | undefined;
  /**
   * Makes it show a release.
   *
   * @param keep to be awaited before each batch of work: throws when somebody else has taken over
   */
  show(lake: LakeContext, release: Release, keep: () => Promise<void>): Promise<Registered>;
}

/** What a catalog outside of the lake shows now, and what became of that. */
export interface Registered {
  /** What a person calls the catalog. */
  readonly catalog: string;
  readonly release: string;
  readonly tables: readonly RegisteredTable[];
  /** Tables there that the release does not have. */
  readonly gone: readonly GoneTable[];
}

export interface RegisteredTable {
  /** As the catalog calls it. */
  readonly name: string;
  /** `replaced`: it was removed and made anew. */
  readonly change: 'created' | 'updated' | 'replaced' | 'none';
  readonly partitions: { readonly added: number; readonly updated: number; readonly removed: number };
}

export interface GoneTable {
  readonly name: string;
  readonly removed: boolean;
}
