import { compileStatement } from '../../compile/compile-statement.ts';
import type { CompiledNode } from '../../compile/node.ts';
import type { ProjectOptions } from '../../config/load-config.ts';
import { didYouMean } from '../../diagnostics/closest.ts';
import { SparkifyError, throwOnErrors } from '../../diagnostics/sparkify-error.ts';
import type { QueryResult } from '../../engines/session.ts';
import { openProjectLake } from '../../release/open-project-lake.ts';
import { queryRows } from '../../run/query-rows.ts';
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
}

/** Rows of a table of the project, or of a query over it. */
export function show(options: ShowOptions): Promise<QueryResult> {
  return withSession(options, async (project, session) => {
    options.signal?.addEventListener('abort', () => session.interrupt(), { once: true });
    const { config, compiler, nodes, columns } = project;
    const text = options.inline ?? `select * from ${reference(options.model!, nodes)}`;
    const { sql, dependsOn, diagnostics } = compileStatement({ path: inlineName, text }, compiler);
    throwOnErrors(diagnostics);
    const lake = openProjectLake(config, session.fileListCodec);
    return queryRows({ config, session, lake, nodes, columns, sql, dependsOn, limit: options.limit });
  });
}

/** Names a table as templates do. */
function reference(name: string, nodes: readonly CompiledNode[]): string {
  const tables = new Map(
    nodes.filter(node => node.resourceType !== 'test').map(node => [shownName(node), node]),
  );
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

function shownName(node: CompiledNode): string {
  return node.resourceType === 'source' ? `${node.source}.${node.name}` : node.name;
}
