import { beginInvocation } from '../../artifacts/invocation.ts';
import { runResultsDocument } from '../../artifacts/run-results.ts';
import { writeJson } from '../../artifacts/write-json.ts';
import type { CheckedProject, LoadedProject } from '../../check/checked-project.ts';
import { findMacro } from '../../compile/call-macro.ts';
import type { CompiledText, NamedMacro } from '../../compile/compiled-project.ts';
import type { JsonValue } from '../../config/json-value.ts';
import type { ProjectOptions } from '../../config/load-config.ts';
import { throwOnErrors } from '../../diagnostics/sparkify-error.ts';
import type { Session } from '../../engines/session.ts';
import { buildGraph } from '../../graph/build-graph.ts';
import { openProjectLake } from '../../release/open-project-lake.ts';
import { checkProject } from '../../run/check-project.ts';
import { defineForQuery } from '../../run/define-for-query.ts';
import { operationResult } from '../../run/operation/operation-result.ts';
import { runStatements, type StatementsResult } from '../../run/operation/run-statements.ts';
import { bindForQuery, queryNode } from '../../run/query-rows.ts';
import { withProject } from '../../sparkify.ts';

export interface OperationOptions extends ProjectOptions {
  readonly macro: string;
  readonly args: Readonly<Record<string, JsonValue>>;
  /** How many rows of the last statement at most; negative for all. */
  readonly limit: number;
  readonly signal: AbortSignal;
}

/** Runs the SQL that a macro writes, over the published tables of the project. */
export function runOperation(options: OperationOptions): Promise<StatementsResult> {
  const { macro: name, args: values, limit, signal } = options;
  const invocation = beginInvocation();
  return withProject(options, async (project, session) => {
    throwOnErrors(project.diagnostics);
    const { compiler, config } = project;
    const macro = findMacro(compiler.macros, { name, project: config.name, values });
    const compiled = compiler.callMacro(macro, values);
    throwOnErrors(compiled.diagnostics);
    signal.addEventListener('abort', () => session.interrupt(), { once: true });
    const startedAt = Date.now();
    const finish = (error?: unknown) => {
      const result = operationResult(macro, config.name, startedAt, Date.now(), error);
      const seconds = (Date.now() - startedAt) / 1000;
      const ran = {
        results: [result],
        seconds,
        busy: session.busySeconds(),
        release: undefined,
        quarantined: [],
        kept: [],
        legacy: { candidate: undefined, done: {}, raised: 0 },
      };
      const input = { invocation, options: { command: 'run-operation' }, ...ran } as const;
      return writeJson(config, 'run_results.json', runResultsDocument(project, input));
    };
    try {
      await bind(project, session, macro, compiled);
      const result = await runStatements(compiled, session, limit);
      await finish();
      return result;
    } catch (error) {
      await finish(error);
      throw error;
    }
  });
}

/** A project need not be sound for an operation that reads nothing of it. */
async function bind(
  project: LoadedProject,
  session: Session,
  { at }: NamedMacro,
  compiled: CompiledText,
): Promise<void> {
  if (compiled.dependsOn.length === 0) return defineForQuery(project.hooks.start, session);
  const checked: CheckedProject = await checkProject(project, session);
  throwOnErrors(checked.diagnostics);
  const lake = openProjectLake(project.config, session);
  const query = { ...queryNode(project.config, compiled), file: at.file, at };
  const nodes = [...project.nodes, query];
  await bindForQuery({ ...checked, nodes, graph: buildGraph(nodes).graph, session, lake, query });
}
