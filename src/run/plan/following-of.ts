import { lakeName } from '../../columns/table-name.ts';
import type { BuiltNode } from '../../compile/node.ts';
import type { Release } from '../../release/documents.ts';
import { tablesByName } from '../../release/proof.ts';
import type { Following } from '../incremental/following.ts';
import type { PlannedFollowing } from './build-plan.ts';

interface Context {
  readonly base: Release | undefined;
  /** Unique ids of the tables that the build writes. */
  readonly written: ReadonlySet<string>;
  /** Whether it adds to its table; else all of it is computed. */
  readonly isAdded: boolean;
}

/** What a build does to a table that follows another, as far as it is known before any of it is computed. */
export function followingOf(
  following: Following | undefined,
  { base, written, isAdded }: Context,
): PlannedFollowing | undefined {
  if (following === undefined) return undefined;
  const { model, followed, others } = following;
  const tables = tablesByName(base);
  const madeOf = new Map(
    tables.get(lakeName(model.relation))?.readTables?.map(({ name, version }) => [name, version]),
  );
  const isAsItWas = ({ relation }: BuiltNode) => {
    const name = lakeName(relation);
    return madeOf.has(name) && tables.get(name)?.version === madeOf.get(name);
  };
  const unless = others.filter(({ uniqueId }) => written.has(uniqueId)).map(({ uniqueId }) => uniqueId);
  const changes = written.has(followed.uniqueId) || unless.length > 0 ? 'keys' : 'none';
  return {
    node: followed.uniqueId,
    key: model.config.incremental.uniqueKey,
    replaces: isAdded && [followed, ...others].every(isAsItWas) ? changes : 'all',
    unless,
  };
}
