import type { Column } from '../../columns/column.ts';
import { findColumn } from '../../columns/find-column.ts';
import { batchRelation, type Relation, renderRelation } from '../../columns/relation.ts';
import { sqlTime } from '../../columns/sql-time.ts';
import { type Batch, joinWindows, type TimeWindow } from '../../compile/batch.ts';
import { eventTimeOf } from '../../compile/event-time.ts';
import { type CompiledModel, type CompiledNode, isTable, type TableNode } from '../../compile/node.ts';
import { sampledSql } from '../../engines/duckdb/sampled-sql.ts';
import type { Session, TimedRows, Times } from '../../engines/session.ts';

/** What a model reads of which each batch is handed its own window. */
export interface BatchInputs {
  /** Binds the windows of a batch; gives what stands for a table in its query. */
  bind(batch: Batch): Promise<(uniqueId: string, relation: Relation) => Relation>;
  /** Lets go of the windows of a batch. */
  release(batch: Batch): Promise<void>;
  /** Lets go of all. */
  close(): Promise<void>;
}

export interface BatchInputsOptions {
  readonly session: Pick<Session, 'createTable' | 'createView' | 'forget'>;
  readonly model: CompiledModel;
  /** What the run knows of, by unique id. */
  readonly nodes: ReadonlyMap<string, CompiledNode>;
  readonly columns: Readonly<Record<string, readonly Column[]>>;
  /** Whether a table is computed anew by each query that reads it. */
  readonly isLazy: (uniqueId: string) => boolean;
  /** All that is computed. */
  readonly batches: readonly Batch[];
}

interface Input {
  readonly node: TableNode;
  /** Its event time. */
  readonly column: string;
}

/** What each query would compute or parse again is read once for all batches, as far as these reach. */
export async function openBatchInputs(options: BatchInputsOptions): Promise<BatchInputs> {
  const { session, model, batches, isLazy } = options;
  // Where nothing is left to compute, nothing need be read.
  const inputs = batches.length === 0 ? [] : timedInputs(options);
  const byId = new Map(inputs.map(input => [input.node.uniqueId, input]));
  const isOne = batches.length === 1;
  for (const { node, column } of inputs) {
    const relation = batchRelation(node.relation, model.name);
    const range = { start: batches[0]!.start, end: batches.at(-1)!.end };
    const sql = windowSql(node.relation, column, range);
    await session.forget(relation);
    if (isLazy(node.uniqueId) && !isOne) await session.createTable(relation, sql);
    else await session.createView(relation, sql);
  }
  const each = (work: (input: Input) => Promise<void>) => Promise.all(inputs.map(work));
  return {
    async bind(batch) {
      await each(({ node: { relation }, column }) =>
        session.createView(
          batchRelation(relation, model.name, batch.id),
          windowSql(batchRelation(relation, model.name), column, batch),
        ),
      );
      return (uniqueId, relation) =>
        byId.has(uniqueId) ? batchRelation(relation, model.name, batch.id) : relation;
    },
    async release(batch) {
      await each(({ node }) => session.forget(batchRelation(node.relation, model.name, batch.id)));
    },
    async close() {
      await each(({ node }) => session.forget(batchRelation(node.relation, model.name)));
    },
  };
}

function timedInputs({ model, nodes, columns }: BatchInputsOptions): readonly Input[] {
  return (model.batched?.reads ?? []).flatMap(id => {
    const node = nodes.get(id);
    const name = node !== undefined && isTable(node) ? eventTimeOf(node) : null;
    if (node === undefined || !isTable(node) || name === null) return [];
    const known = node.resourceType === 'source' ? node.declared : (columns[id] ?? []);
    return [{ node, column: columnCalled(name, known) }];
  });
}

function windowSql(relation: Relation, column: string, window: TimeWindow): string {
  return sampledSql(`SELECT * FROM ${renderRelation(relation)}`, {
    ...{ kind: 'window', column },
    ...sqlWindow(window),
  });
}

/** Which rows of a model's table are those of batches. */
export function timedRows(
  batches: readonly Batch[],
  { model, columns }: { readonly model: CompiledModel; readonly columns: readonly Column[] },
): TimedRows {
  const column = columnCalled(model.config.eventTime!, columns);
  return { column, windows: joinWindows(batches).map(sqlWindow) };
}

/** As the table spells it. */
function columnCalled(name: string, columns: readonly Column[]): string {
  return findColumn(columns, name)?.name ?? name;
}

/** A window as SQL writes times. */
function sqlWindow({ start, end }: TimeWindow): Times {
  return { start: sqlTime(new Date(start)), end: sqlTime(new Date(end)) };
}
