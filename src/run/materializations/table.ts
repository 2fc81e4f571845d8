import type { Materialization } from './materialization.ts';
import { asModel } from './node-kinds.ts';

/** Computed when its turn comes, and released as Parquet unless `published: false`. */
export const table: Materialization = {
  kind: 'table',
  compute: (session, node, { onStatement }) =>
    session.createTable(asModel(node).relation, asModel(node).sql, onStatement),
};

/** A table of which a run adds what is new: see `incremental/`. From scratch it is computed as any other. */
export const incremental: Materialization = { ...table, kind: 'incremental' };

/** A table whose files are the point of it: format, partitions, compression and order are the model's to choose. */
export const external: Materialization = { ...table, kind: 'external' };
