import type { LoadedProject } from '../../check/checked-project.ts';
import { compileStatement } from '../../compile/compile-statement.ts';
import { type CompiledNode, type CompiledTest, isTable } from '../../compile/node.ts';
import { tableLabel } from '../../compile/table-label.ts';
import type { ProjectOptions } from '../../config/load-config.ts';
import { didYouMean } from '../../diagnostics/closest.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { SparkifyError, throwOnErrors } from '../../diagnostics/sparkify-error.ts';
import type { QueryResult } from '../../engines/session.ts';
import { buildGraph } from '../../graph/build-graph.ts';
import { openProjectLake } from '../../release/open-project-lake.ts';
import { type DeferOptions, openDeferral } from '../../run/defer/deferral.ts';
import { type QueryInput, queryNode, queryRows } from '../../run/query-rows.ts';
import { withSession } from './with-session.ts';

/** What an inline query is called where a file would be named. */
export const inlineName = 'inline query';

export interface ShowOptions extends ProjectOptions {
  /** A model or seed by name, or a source as `source.table`. */
  readonly model?: string;
  /** A query, as a template. */
  readonly inline?: string;
  /** -1 for all. */
  readonly limit: number;
  readonly signal?: AbortSignal;
  /** The lake whose tables are read where this one lacks them. */
  readonly defer?: DeferOptions | undefined;
  /** Told of what the rows are not to be taken for. */
  readonly warn?: (warning: Diagnostic) => void;
}

/** Rows of a table of the project, or of a query over it. */
export function show(options: ShowOptions): Promise<QueryResult> {
  return withQuery(options, input => queryRows({ ...input, limit: options.limit }));
}

/** Makes a table of the project, or a query over it, ready to be asked. */
export function withQuery<T>(
  { model, inline, signal, warn, defer, ...options }: Omit<ShowOptions, 'limit'>,
  work: (input: QueryInput) => Promise<T>,
): Promise<T> {
  return withSession(
    options,
    project => withQueryNode(project, inline ?? `select * from ${reference(model!, project.nodes)}`),
    async (project, session) => {
      signal?.addEventListener('abort', () => session.interrupt(), { once: true });
      const query = project.nodes.at(-1) as CompiledTest;
      const lake = openProjectLake(project.config, session);
      const deferral = defer && (await openDeferral(project.config, session, defer, signal));
      return work({ ...project, session, lake, query, warn, deferral });
    },
  );
}

/** The query becomes the last node of the project, so that it is checked like all others. */
function withQueryNode(project: LoadedProject, text: string): LoadedProject {
  const compiled = compileStatement({ path: inlineName, text }, project.compiler);
  throwOnErrors(compiled.diagnostics);
  const nodes = [...project.nodes, queryNode(project.config, compiled)];
  return { ...project, nodes, graph: buildGraph(nodes).graph };
}

/** Names a table as templates do. */
function reference(name: string, nodes: readonly CompiledNode[]): string {
  const tables = new Map(nodes.filter(isTable).map(node => [tableLabel(node), node]));
  const node = tables.get(name);
  if (node === undefined) {
    throw new SparkifyError('unknown-ref', `There is no model, seed or source "${name}".`, {
      hint: didYouMean(name, tables.keys(), 'See what there is with: sparkify ls'),
      exitCode: 2,
    });
  }
  const parts = node.resourceType === 'source' ? [node.source, node.name] : [node.name];
  const call = node.resourceType === 'source' ? 'source' : 'ref';
  return `{{ ${call}(${parts.map(part => JSON.stringify(part)).join(', ')}) }}`;
}
