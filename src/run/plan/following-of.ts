import type { ReleasedTable } from '../../release/documents.ts';
import { type Following, tablesAsTheyWere } from '../incremental/following.ts';
import type { PlannedFollowing } from './build-plan.ts';

interface Context {
  /** Of the base release, by name. */
  readonly tables: ReadonlyMap<string, ReleasedTable>;
  /** Unique ids of the tables that the build writes. */
  readonly written: ReadonlySet<string>;
  /** Whether it adds to its table; else all of it is computed. */
  readonly isAdded: boolean;
}

/** What a build does to a table that follows another, as far as it is known before any of it is computed. */
export function followingOf(
  following: Following | undefined,
  { tables, written, isAdded }: Context,
): PlannedFollowing | undefined {
  if (following === undefined) return undefined;
  const { model, followed, others } = following;
  const asItWas = tablesAsTheyWere(model, tables);
  const unless = others.filter(({ uniqueId }) => written.has(uniqueId)).map(({ uniqueId }) => uniqueId);
  const changes = written.has(followed.uniqueId) || unless.length > 0 ? 'keys' : 'none';
  return {
    node: followed.uniqueId,
    key: model.config.incremental.uniqueKey,
    replaces: isAdded && [followed, ...others].every(asItWas) ? changes : 'all',
    unless,
  };
}
