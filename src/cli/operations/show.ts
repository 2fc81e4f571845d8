import { compileStatement } from '../../compile/compile-statement.ts';
import type { ProjectOptions } from '../../config/load-config.ts';
import { throwOnErrors } from '../../diagnostics/sparkify-error.ts';
import type { QueryResult } from '../../engines/session.ts';
import { openProjectLake } from '../../release/open-project-lake.ts';
import { queryRows } from '../../run/query-rows.ts';
import { withSession } from './with-session.ts';

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
    const text = options.inline ?? `select * from ${reference(options.model!)}`;
    const { sql, dependsOn, diagnostics } = compileStatement({ path: 'inline query', text }, compiler);
    throwOnErrors(diagnostics);
    const lake = openProjectLake(config, session.fileListCodec);
    return queryRows({ config, session, lake, nodes, columns, sql, dependsOn, limit: options.limit });
  });
}

function reference(name: string): string {
  const parts = name.split('.').map(part => JSON.stringify(part));
  return parts.length === 2 ? `{{ source(${parts.join(', ')}) }}` : `{{ ref(${parts.join('.')}) }}`;
}
