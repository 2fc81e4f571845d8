import type { Session } from '../../engines/session.ts';
import type { ComputeOptions, Materialization } from './materialization.ts';
import { asModel } from './node-kinds.ts';

/** A query under a name. With more than one reader in a run it is computed once, not by each of them. */
export const view: Materialization = { kind: 'view', compute };

/** Like a view, and nothing outside of the run ever sees it. */
export const ephemeral: Materialization = { kind: 'ephemeral', compute };

async function compute(
  session: Session,
  node: Parameters<Materialization['compute']>[1],
  { readers, onStatement }: ComputeOptions,
): Promise<number | undefined> {
  const { relation, sql } = asModel(node);
  if (readers > 1) return session.createTable(relation, sql, onStatement);
  await session.createView(relation, sql, onStatement);
  return undefined;
}
