import { quoteIdentifier } from './quote.ts';

/** What compiled SQL calls a table. */
export interface Relation {
  readonly schema: string;
  readonly name: string;
}

/** The schema of every model and seed. A source's schema is its name. */
export const MODEL_SCHEMA = 'main';

const RELEASED_SCHEMA = '_sparkify_released';

/** What compiled SQL calls the rows that a release holds of a table, where it names the table's new rows, too. */
export function releasedRelation({ schema, name }: Relation): Relation {
  return { schema: RELEASED_SCHEMA, name: `${schema}.${name}` };
}

/** What the query for what is new calls a source of which a model reads new files only. No source has such a name. */
export function newFilesRelation({ schema, name }: Relation, model: string): Relation {
  return { schema, name: `${name}/new/${model}` };
}

/** What compiled SQL calls the findings of a source: how its raw files differ from what it declares, and were. */
export function driftRelation({ schema, name }: Relation): Relation {
  return { schema: '_sparkify_drift', name: `${schema}.${name}` };
}

/** The columns of these. */
export const driftColumns = ['kind', 'key', 'found'].map(name => ({ name, type: 'VARCHAR' }));

const TRACED_SCHEMA = '_sparkify_traced';

/**
 * What is read in place of a table where it is asked which files rows came from; of a source with the files of each row
 * along, else just the rows.
 */
export function tracedRelation({ schema, name }: Relation, source?: string): Relation {
  const label = `${schema}.${name}`;
  return { schema: TRACED_SCHEMA, name: source === undefined ? label : `${label}/files/${source}` };
}

/** What it calls a table of whose rows it is handed only those with keys that changed. */
export function changesRelation({ schema, name }: Relation, model: string): Relation {
  return { schema, name: `${name}/changes/${model}` };
}

/** What it calls a table of which it is handed the window of a batch, or without one that of all batches of a run. */
export function batchRelation({ schema, name }: Relation, model: string, batch?: string): Relation {
  return { schema, name: `${name}/batch/${model}${batch === undefined ? '' : `/${batch}`}` };
}

/**
 * What ref() and source() write: `"main"."users"`, `"raw"."events"`. The schema always stands there, since a model may
 * well have a common table expression of the same name: `with users as (select * from {{ ref('users') }})`.
 */
export function renderRelation(relation: Relation): string {
  return `${quoteIdentifier(relation.schema)}.${quoteIdentifier(relation.name)}`;
}
