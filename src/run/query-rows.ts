import type { Column } from '../columns/column.ts';
import type { CompiledText } from '../compile/compiled-project.ts';
import { type CompiledNode, type CompiledTest, plainShowing } from '../compile/node.ts';
import type { RunHooks } from '../compile/run-hooks.ts';
import { defaultVerdict } from '../compile/test-verdict.ts';
import type { Config } from '../config/config.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import type { QueryResult, Session } from '../engines/session.ts';
import type { Graph } from '../graph/graph.ts';
import type { OpenedLake } from '../release/open-project-lake.ts';
import type { Deferral } from './defer/deferral.ts';
import { defineForQuery } from './define-for-query.ts';
import { prepareRun } from './prepare-run.ts';
import { runAndPublish } from './run-and-publish.ts';

export interface QueryInput {
  readonly config: Config;
  readonly session: Session;
  readonly lake: OpenedLake;
  /** Another lake whose tables are read where this one lacks them. */
  readonly deferral?: Deferral | undefined;
  readonly nodes: readonly CompiledNode[];
  readonly columns: Readonly<Record<string, readonly Column[]>>;
  /** One of `nodes`, made by `queryNode`. */
  readonly query: CompiledTest;
  readonly graph: Graph;
  readonly hooks: RunHooks;
  /** Told of what the rows are not to be taken for. */
  readonly warn?: ((warning: Diagnostic) => void) | undefined;
}

/**
 * The rows of a query over the project: tables of the current release are read from it, everything else is computed
 * on the way.
 *
 * @param input `limit` says how many rows at most; negative for all
 * @throws SparkifyError what stopped the query or one of the models it needs
 */
export async function queryRows(input: QueryInput & { readonly limit: number }): Promise<QueryResult> {
  const { session, query, limit } = input;
  await bindForQuery(input);
  return session.query(query.sql, limit < 0 ? undefined : limit);
}

/**
 * Gives the tables that a query names their rows.
 *
 * @throws SparkifyError what stopped one of the models it needs
 */
export async function bindForQuery(input: QueryInput): Promise<void> {
  const { session, lake, nodes, graph, query } = input;
  await defineForQuery(input.hooks.start, session);
  const selected = new Set([query.uniqueId]);
  const { deferral } = input;
  const options = { command: 'test', graph, nodes, selected, deferral, computeMissing: true } as const;
  const { columns, config, hooks } = input;
  const prepared = await prepareRun({ ...options, lake: lake.lake, session, config, columns, hooks });
  const { plan } = prepared;
  for (const warning of plan.warnings) input.warn?.(warning);
  const tasks = plan.tasks.filter(task => task.id !== query.uniqueId && task.kind !== 'keys');
  const { results } = await runAndPublish({
    ...input,
    ...prepared,
    // Whatever the target, the rows are wanted here, where the released files can be read.
    portable: undefined,
    plan: { ...plan, tasks },
    pathOf: node => node.file,
    failFast: true,
    publish: false,
    signal: new AbortController().signal,
    emit: () => undefined,
  });
  const failed = results.find(result => result.diagnostic !== undefined)?.diagnostic;
  if (failed !== undefined) {
    throw new SparkifyError(failed.code, failed.message, {
      ...(failed.at && { at: failed.at }),
      ...(failed.hint && { hint: failed.hint }),
    });
  }
}

/** A query is checked and planned like a test: something that reads and is read by nobody. */
export function queryNode(
  { name: project }: Config,
  { sql, map, dependsOn, macros }: Pick<CompiledText, 'sql' | 'map' | 'dependsOn' | 'macros'>,
): CompiledTest {
  return {
    resourceType: 'test',
    testType: 'singular',
    group: null,
    declaration: undefined,
    raw: undefined,
    unrendered: {},
    uniqueId: `operation.${project}.query`,
    name: 'query',
    alias: 'query',
    file: map.file,
    description: '',
    tags: [],
    meta: {},
    dependsOn,
    macros,
    sql,
    map,
    severity: 'warn',
    verdict: defaultVerdict,
    storeFailures: false,
    showing: plainShowing,
    scan: undefined,
    rowLimits: undefined,
    comparison: undefined,
    attachedTo: undefined,
    column: undefined,
    at: { file: map.file, line: 1, column: 1 },
  };
}
