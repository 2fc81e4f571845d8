import type { Column } from '../../columns/column.ts';
import { quoteIdentifier, quoteLiteral } from '../../columns/quote.ts';
import type { Batch } from '../../compile/batch.ts';
import { compileBatch } from '../../compile/compile-statement.ts';
import type { TemplateCompiler } from '../../compile/compiled-project.ts';
import type { CompiledModel } from '../../compile/node.ts';
import { type Diagnostic, hasErrors } from '../../diagnostics/diagnostic.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import { isTimedSql } from '../../engines/duckdb/increment.ts';
import type { OnStatement, Session } from '../../engines/session.ts';
import type { RunTask } from '../run-plan.ts';
import { taskDiagnostic } from '../task-diagnostic.ts';
import type { BatchFiles } from './batch-files.ts';
import { type BatchInputs, timedRows } from './batch-inputs.ts';

export interface BatchQueryOptions {
  readonly session: Session;
  readonly compiler: TemplateCompiler;
  readonly task: RunTask;
  readonly model: CompiledModel;
  readonly columns: readonly Column[];
  readonly inputs: BatchInputs;
  readonly files: BatchFiles;
  readonly onStatement: OnStatement;
  /** What messages call the batch. */
  readonly label: string;
}

/**
 * Computes the rows of one batch into its file; gives their number, or what is wrong with it.
 *
 * @throws what is no fault of the batch: bad records of a source, which may be mended, and our own bugs
 */
export async function computeBatch(
  batch: Batch,
  isIncremental: boolean,
  options: BatchQueryOptions,
): Promise<number | Diagnostic> {
  const { session, compiler, task, inputs, files, onStatement } = options;
  let { model } = options;
  try {
    const readAs = await inputs.bind(batch);
    const file = { path: model.file, text: model.raw };
    const { sql, map, diagnostics } = compileBatch(file, compiler, { batch, isIncremental, readAs });
    if (hasErrors(diagnostics)) return diagnostics.find(({ severity }) => severity === 'error')!;
    model = { ...model, sql, map };
    return await files.finish(batch, async path => {
      await session.writeRows(sql, path, onStatement);
      return requireInside(batch, path, options);
    });
  } catch (error) {
    if (session.sourceProblem(error) !== undefined) throw error;
    return taskDiagnostic({ ...task, node: model }, error);
  } finally {
    await inputs.release(batch);
  }
}

/**
 * The number of rows, all of which are of the batch: others would be added once more whenever it is computed again.
 *
 * @throws SparkifyError outside-batch
 */
async function requireInside(
  batch: Batch,
  path: string,
  { session, model, columns, label }: BatchQueryOptions,
): Promise<number> {
  const times = timedRows([batch], { model, columns });
  const isInside = isTimedSql(times, 'written');
  const { column } = times;
  const from = `FROM read_parquet(${quoteLiteral(path)}, hive_partitioning = false) AS written`;
  const example = `any_value(coalesce(CAST(${quoteIdentifier(column)} AS VARCHAR), 'NULL'))`;
  const { rows } = await session.query(
    `SELECT count(*), count(*) FILTER (WHERE NOT ${isInside}), ${example} FILTER (WHERE NOT ${isInside}) ${from}`,
  );
  const [count, outside, value] = rows[0]!;
  if (Number(outside) === 0) return Number(count);
  const are = Number(outside) === 1 ? 'row whose' : 'rows whose';
  throw new SparkifyError(
    'outside-batch',
    `The batch ${label} of ${model.name} has ${outside} ${are} ${column} lies outside of it, e.g. ${value}.`,
    {
      hint: `Let the query return rows of its batch only: where ${column} >= '{{ model.batch.event_time_start }}' and ${column} < '{{ model.batch.event_time_end }}'; or take a batch_size that holds them.`,
    },
  );
}
