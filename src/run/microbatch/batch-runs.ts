import type { Column } from '../../columns/column.ts';
import { findColumn } from '../../columns/find-column.ts';
import { isExactInParquet } from '../../columns/parquet-type.ts';
import { quoteIdentifier } from '../../columns/quote.ts';
import { renderRelation } from '../../columns/relation.ts';
import type { Batch } from '../../compile/batch.ts';
import type { TemplateCompiler } from '../../compile/compiled-project.ts';
import { batchesOf } from '../../compile/is-microbatch.ts';
import type { CompiledModel, CompiledNode } from '../../compile/node.ts';
import type { Config } from '../../config/config.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import { isTimedSql } from '../../engines/duckdb/increment.ts';
import { readReleasedSql } from '../../engines/duckdb/read-released-sql.ts';
import type { OnStatement, Session } from '../../engines/session.ts';
import { isTable } from '../drop-unread.ts';
import type { Increments, OpenTable } from '../incremental/increments.ts';
import type { Recipes } from '../recipes.ts';
import type { BatchResult, EmitRunEvent } from '../run-event.ts';
import type { RunTask } from '../run-plan.ts';
import { nodeLabel } from '../task-label.ts';
import { type BatchFiles, openBatchFiles } from './batch-files.ts';
import { openBatchInputs, timedRows } from './batch-inputs.ts';
import { batchLabel } from './batch-label.ts';
import type { KeptBatches } from './batches-of-run.ts';
import { computeBatch } from './compute-batch.ts';
import { isThere } from './is-there.ts';
import type { FoundBatches } from './plan-batches.ts';
import { runBatches } from './run-batches.ts';

/** Computes models batch by batch. */
export interface BatchRuns {
  /** Whether a node is computed so. */
  has(id: string): boolean;
  /** Binds the relation of a model to its table with all batches, where each of them is there. */
  compute(task: RunTask, control: BatchControl): Promise<ComputedBatches>;
}

export interface BatchControl {
  readonly failFast: boolean;
  readonly signal: AbortSignal;
  readonly onStatement: OnStatement;
  readonly now: () => number;
}

export interface ComputedBatches {
  readonly batches: readonly BatchResult[];
  /** Of the table; undefined when some batch is missing. */
  readonly rows: number | undefined;
}

export interface BatchRunsOptions {
  readonly session: Session;
  readonly config: Pick<Config, 'projectDir' | 'targetPath' | 'target'>;
  readonly compiler: TemplateCompiler;
  readonly increments: Increments;
  readonly recipes: Recipes;
  readonly emit: EmitRunEvent;
  readonly columns: Readonly<Record<string, readonly Column[]>>;
  readonly tasks: readonly RunTask[];
  /** Unique ids of models that add to their tables. */
  readonly adding: ReadonlySet<string>;
  /** By unique id. */
  readonly planned: ReadonlyMap<string, FoundBatches>;
  /** Where finished batches are, and who is told of them. */
  readonly kept: Pick<KeptBatches, 'folder' | 'tell'>;
}

export function createBatchRuns(options: BatchRunsOptions): BatchRuns {
  return {
    has: id => options.planned.has(id),
    compute: (task, control) => computeModel(task, control, options),
  };
}

async function computeModel(
  task: RunTask,
  control: BatchControl,
  options: BatchRunsOptions,
): Promise<ComputedBatches> {
  const { session, increments, adding, planned } = options;
  const { model, batches } = planned.get(task.id)!;
  const opened = adding.has(task.id) ? await increments.open(model) : undefined;
  if (opened === undefined) await session.forget(model.relation);
  else requireTime(model, opened);
  const files = await openFiles(model, options);
  const table: BatchTable = { model, opened, files, columns: options.columns[model.uniqueId]! };
  const results = await computeAll(task, table, control, options);
  options.kept.tell(model.uniqueId, results.filter(isThere).length);
  if (!results.every(isThere)) return { batches: results, rows: undefined };
  const sql = batchesSql(batches, table);
  const { onStatement } = control;
  if (opened === undefined) {
    await session.forget(model.relation);
    return { batches: results, rows: await session.createTable(model.relation, sql, onStatement) };
  }
  await session.bindReleased(model.relation, opened.table);
  const { onSchemaChange, uniqueKey, strategy } = model.config.incremental;
  const windows = timedRows(batches, table);
  const query = { sql, columns: table.columns, onSchemaChange, uniqueKey, strategy, windows };
  return { batches: results, rows: await increments.add(opened, query, onStatement) };
}

/** A model, the table that it joins if there is one, and its batches. */
interface BatchTable {
  readonly model: CompiledModel;
  readonly opened: OpenTable | undefined;
  readonly files: BatchFiles;
  readonly columns: readonly Column[];
}

async function openFiles(model: CompiledModel, options: BatchRunsOptions): Promise<BatchFiles> {
  const { config, kept, recipes, tasks, planned } = options;
  const computed = new Set(tasks.filter(({ kind }) => kind === 'compute').map(({ id }) => id));
  const recipe = await recipes.of(model.uniqueId);
  const goesOn = planned.get(model.uniqueId)!.reads.every(id => !computed.has(id));
  return openBatchFiles({ config, build: kept.folder, model: model.uniqueId, recipe, goesOn });
}

async function computeAll(
  task: RunTask,
  table: BatchTable,
  { signal, failFast, onStatement, now }: BatchControl,
  options: BatchRunsOptions,
): Promise<readonly BatchResult[]> {
  const { session, config, compiler, emit, tasks, planned } = options;
  const { model, opened, files } = table;
  const { batches, size } = planned.get(task.id)!;
  const open = batches.filter(batch => !files.isFinished(batch));
  const lazy = new Set(tasks.filter(isLazy).map(({ id }) => id));
  const nodes = new Map<string, CompiledNode>(tasks.map(({ node }) => [node.uniqueId, node]));
  const reading = { session, model, nodes, columns: options.columns, batches: open };
  const inputs = await openBatchInputs({ ...reading, isLazy: id => lazy.has(id) });
  const { concurrent } = batchesOf(model);
  const readsItself = model.increment!.sql.includes(renderRelation(model.relation));
  const labelOf = (batch: Batch) => batchLabel(batch, size);
  const place = (batch: Batch) => {
    const index = batches.indexOf(batch) + 1;
    return { index, total: batches.length, node: nodeLabel(model) };
  };
  const computing = { session, compiler, task, inputs, onStatement, ...table };
  try {
    return await runBatches({
      ...{ batches, labelOf, signal, failFast, now },
      // A table that is not there yet cannot be read before the first batch.
      isChain: readsItself && (concurrent !== true || opened === undefined),
      concurrency: concurrent === false ? 1 : config.target.threads,
      isFinished: batch => files.isFinished(batch),
      started: batch => emit({ type: 'batch-started', ...place(batch), label: labelOf(batch) }),
      ended: result => emit({ type: 'batch-finished', ...place(result.batch), result }),
      compute: (batch, isFirst) => {
        const isIncremental = opened !== undefined || !isFirst;
        return computeBatch(batch, isIncremental, { ...computing, label: labelOf(batch) });
      },
      advance: async done => {
        await session.createView(model.relation, soFarSql(done, table));
      },
    });
  } finally {
    await inputs.close();
  }
}

/** Whether each query that reads it computes or parses it anew. */
function isLazy(task: RunTask): boolean {
  return (task.kind === 'compute' || task.kind === 'source') && !isTable(task);
}

/** @throws SparkifyError schema-changed when nothing tells which rows of the table lie in a batch */
function requireTime({ name, config }: CompiledModel, { table }: OpenTable): void {
  if (findColumn(table.columns, config.eventTime!) !== undefined) return;
  throw new SparkifyError(
    'schema-changed',
    `The published table ${name} has no column "${config.eventTime}", so nothing tells which of its rows lie in a batch.`,
    { hint: `Compute it from scratch: --full-refresh --select ${name}` },
  );
}

/** The rows of batches, out of their files, in the types of the model: what Parquet would change lies there as text. */
function batchesSql(batches: readonly Batch[], { files, columns }: BatchTable): string {
  const paths = batches.map(batch => ({ path: files.path(batch), partition: [] }));
  const rows = readReleasedSql({ format: 'parquet', columns, partitionColumns: [], files: paths });
  const values = columns.map(({ name, type }) => {
    const column = quoteIdentifier(name);
    return isExactInParquet(type) ? column : `CAST(${column} AS ${type}) AS ${column}`;
  });
  return `SELECT ${values.join(', ')} FROM (${rows}) AS batches`;
}

/** The table as it is when these batches are there. */
function soFarSql(done: readonly Batch[], table: BatchTable): string {
  const rows = batchesSql(done, table);
  if (table.opened === undefined) return rows;
  const old = readReleasedSql(table.opened.table);
  const isReplaced = isTimedSql(timedRows(done, table), 'old');
  return `SELECT * FROM (${old}) AS old WHERE NOT ${isReplaced} UNION ALL BY NAME ${rows}`;
}
