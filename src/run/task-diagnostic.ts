import { locate } from '../compile/locate.ts';
import type { CompiledNode } from '../compile/node.ts';
import { type Diagnostic, errorDiagnostic } from '../diagnostics/diagnostic.ts';
import type { SourcePosition } from '../diagnostics/position.ts';
import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import { findPlace, QueryError } from '../engines/query-error.ts';
import type { RunTask } from './run-plan.ts';

/** What stopped a task, at its place in the project. Our own bugs are thrown on. */
export function taskDiagnostic(task: RunTask, error: unknown): Diagnostic {
  if (!(error instanceof SparkifyError)) throw error;
  const at = error.at ?? queryPosition(task.node, error) ?? nodePosition(task.node);
  const hint = error.hint === undefined ? {} : { hint: error.hint };
  return errorDiagnostic(error.code, error.message, { at, ...hint });
}

function nodePosition(node: CompiledNode): SourcePosition {
  return 'at' in node ? node.at : { file: node.file, line: 1, column: 1 };
}

/** Where the user wrote what the engine stopped at. */
function queryPosition(node: CompiledNode, error: SparkifyError): SourcePosition | undefined {
  if (!(error instanceof QueryError) || error.place === undefined) return undefined;
  if (!('sql' in node) || node.map === undefined) return undefined;
  const offset = findPlace(node.sql, error.place);
  return offset === undefined ? undefined : locate(node.map, node.sql, offset);
}
