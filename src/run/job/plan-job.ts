import type { PortableQuery } from '../../check/checked-project.ts';
import type { Column } from '../../columns/column.ts';
import { type CompiledSource, isBuilt, type RunnableNode, type TableNode } from '../../compile/node.ts';
import { rowColumns } from '../../compile/row-columns.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import type { FilesWork, Job, JobTask, JobWork } from '../../engines/job.ts';
import { partitionsSql } from '../../engines/spark/partitions-sql.ts';
import { plainLinesSql } from '../../engines/spark/plain-lines-sql.ts';
import { quoteSparkName } from '../../engines/spark/quote-spark.ts';
import { sparkSchema } from '../../engines/spark/spark-schema.ts';
import { sparkView } from '../../engines/spark/table-names.ts';
import { namingFolder } from '../../source/file-names.ts';
import { isTable } from '../drop-unread.ts';
import { SAMPLE_ROWS } from '../run-data-test.ts';
import type { RunTask } from '../run-plan.ts';
import { isSimpleTest } from '../table-scans.ts';
import { tableSpec } from '../table-writer.ts';
import type { OpenedLines } from './raw-lines.ts';

export interface JobInput {
  /** In an order that respects `dependsOn`; what others of a plan wait for has been done. */
  readonly tasks: readonly RunTask[];
  readonly queries: Readonly<Record<string, PortableQuery>>;
  readonly columns: Readonly<Record<string, readonly Column[]>>;
  readonly projectDir: string;
  readonly threads: number;
  readonly failFast: boolean;
  readonly linesOf: (node: CompiledSource) => Promise<OpenedLines>;
  /** Of a seed or a table of the base release: its files as Parquet. */
  readonly filesOf: (task: RunTask) => Promise<FilesWork['groups']>;
  /** Where the files of a table go, and which of its partitions stay as they are. */
  readonly writingOf: (task: RunTask) => Promise<{
    readonly folder: string;
    readonly known: Readonly<Record<string, string>>;
  }>;
}

/** Tasks of a plan as a job does them, and those whose work could not be prepared. */
export interface PlannedJob {
  readonly job: Job;
  readonly failed: ReadonlyMap<RunTask, SparkifyError>;
}

/**
 * Fills a job with tasks of a plan, in Spark SQL. What waits for a task whose work cannot be prepared, such as a source
 * without files, is left out like that task.
 */
export async function planJob(input: JobInput): Promise<PlannedJob> {
  const tasks: JobTask[] = [];
  const failed = new Map<RunTask, SparkifyError>();
  const planned = new Set<string>();
  const known = new Set(input.tasks.map(({ id }) => id));
  for (const task of input.tasks) {
    const dependsOn = [...new Set(task.dependsOn)].filter(id => known.has(id));
    if (!dependsOn.every(id => planned.has(id))) continue;
    try {
      tasks.push({ id: task.id, dependsOn, ...(await workOf(task, input)) });
      planned.add(task.id);
    } catch (error) {
      if (!(error instanceof SparkifyError)) throw error;
      failed.set(task, error);
    }
  }
  return { job: { threads: input.threads, failFast: input.failFast, tasks }, failed };
}

/** Unit tests run in memory, without any table; keys of sources are looked at where the raw files are. */
export function isRemote({ kind }: Pick<RunTask, 'kind'>): boolean {
  return kind !== 'unit' && kind !== 'keys';
}

async function workOf(task: RunTask, input: JobInput): Promise<JobWork> {
  const { node } = task;
  switch (task.kind) {
    case 'source':
      return linesWork(node as CompiledSource, input);
    case 'released':
      return filesWork(task, input);
    case 'compute':
      return node.resourceType === 'seed' ? filesWork(task, input) : queryWork(task, input);
    case 'write':
      return writeWork(task, input);
    case 'test':
      return testWork(node, input);
    default:
      throw new Error(`${task.id} is no task of a job`);
  }
}

async function linesWork(node: CompiledSource, { linesOf, projectDir }: JobInput): Promise<JobWork> {
  const view = sparkView(node.relation);
  const lines = `${view} lines`;
  const findsKeys = node.undeclaredKeys !== 'ignore';
  const { fileColumn: column } = node;
  const fileName = column === null ? undefined : { column, folder: namingFolder(node.location, projectDir) };
  return {
    ...{ kind: 'lines', view, lines, findsKeys, ...(await linesOf(node)) },
    sql: plainLinesSql({ lines: quoteSparkName(lines), columns: node.declared, findsKeys, fileName }),
    columns: rowColumns(node).map(({ name }) => name),
    schema: sparkSchema(rowColumns(node)),
  };
}

async function filesWork(task: RunTask, { filesOf, columns }: JobInput): Promise<JobWork> {
  const { relation, uniqueId } = task.node as TableNode;
  const schema = sparkSchema(columns[uniqueId]!);
  return { kind: 'files', view: sparkView(relation), groups: await filesOf(task), schema };
}

function queryWork(task: RunTask, { queries }: JobInput): JobWork {
  const { node } = task;
  if (node.resourceType !== 'model') throw new Error(`${node.uniqueId} is no model`);
  const computed = isTable(task);
  return { kind: 'query', view: sparkView(node.relation), sql: queryOf(node, queries).sql, computed };
}

async function writeWork(task: RunTask, { columns, writingOf }: JobInput): Promise<JobWork> {
  const { node } = task;
  if (!isBuilt(node)) throw new Error(`${task.id} is not written`);
  const spec = tableSpec(node, columns[node.uniqueId]!);
  const { partitionBy, sortBy, compression } = spec;
  return {
    kind: 'write',
    view: sparkView(node.relation),
    columns: spec.columns.map(({ name }) => name),
    ...{ partitionBy, sortBy, compression },
    partitionsSql: partitionsSql(spec),
    ...(await writingOf(task)),
  };
}

function testWork(node: RunnableNode, { queries }: JobInput): JobWork {
  if (node.resourceType !== 'test') throw new Error(`${node.uniqueId} is no test`);
  const { verdict, showing } = queryOf(node, queries);
  const shown = Math.min(SAMPLE_ROWS, node.verdict.limit ?? SAMPLE_ROWS);
  return {
    ...{ kind: 'test', sql: verdict!, rowsSql: showing!, shown, gates: node.severity === 'error' },
    ...(isSimpleTest(node) && { group: node.scan!.from }),
  };
}

function queryOf(node: RunnableNode, queries: Readonly<Record<string, PortableQuery>>): PortableQuery {
  const query = queries[node.uniqueId];
  if (query === undefined) throw new Error(`${node.uniqueId} was not translated`);
  return query;
}
