import type { Column } from '../columns/column.ts';
import type { CompiledNode, CompiledTest } from '../compile/node.ts';
import type { Config } from '../config/config.ts';
import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import type { QueryResult, Session } from '../engines/session.ts';
import { buildGraph } from '../graph/build-graph.ts';
import type { OpenedLake } from '../release/open-project-lake.ts';
import { planRun } from './plan-run.ts';
import { runAndPublish } from './run-and-publish.ts';

export interface QueryInput {
  readonly config: Config;
  readonly session: Session;
  readonly lake: OpenedLake;
  readonly nodes: readonly CompiledNode[];
  readonly columns: Readonly<Record<string, readonly Column[]>>;
  /** Compiled SQL, and the unique ids of what it reads. */
  readonly sql: string;
  readonly dependsOn: readonly string[];
  /** How many rows at most; negative for all. */
  readonly limit: number;
}

/**
 * The rows of a query over the project: tables of the current release are read from it, everything else is computed
 * on the way.
 *
 * @throws SparkifyError what stopped the query or one of the models it needs
 */
export async function queryRows(input: QueryInput): Promise<QueryResult> {
  const { session, lake, sql, limit } = input;
  const query = queryNode(input);
  const nodes = [...input.nodes, query];
  const { graph } = buildGraph(nodes);
  const released = new Set((await lake.lake.current())?.tables.map(table => table.name));
  const selected = new Set([query.uniqueId]);
  const plan = planRun({ command: 'test', graph, nodes, selected, released, computeMissing: true });
  const tasks = plan.tasks.filter(task => task.id !== query.uniqueId);
  const { results } = await runAndPublish({
    ...input,
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
  return session.query(sql, limit < 0 ? undefined : limit);
}

/** A query is planned like a test: something that reads and is read by nobody. */
function queryNode({ sql, dependsOn, config }: QueryInput): CompiledTest {
  return {
    resourceType: 'test',
    testType: 'singular',
    uniqueId: `operation.${config.name}.query`,
    name: 'query',
    alias: 'query',
    file: 'query',
    description: '',
    tags: [],
    meta: {},
    dependsOn,
    sql,
    map: undefined,
    severity: 'warn',
    attachedTo: undefined,
    column: undefined,
    at: { file: 'query', line: 1, column: 1 },
  };
}
