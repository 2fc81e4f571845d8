import type { NamedMacro } from '../../compile/compiled-project.ts';
import type { NodeResult } from '../run-event.ts';

/** What became of a macro that ran by itself, under the id that dbt gives it. */
export function operationResult(
  { name, at }: NamedMacro,
  project: string,
  startedAt: number,
  endedAt: number,
  error: unknown,
): NodeResult {
  const failed = error !== undefined;
  return {
    node: {
      uniqueId: `macro.${project}.${name}`,
      name,
      resourceType: 'operation',
      kind: 'macro',
      file: at.file,
      at,
    },
    status: failed ? 'error' : 'success',
    startedAt: new Date(startedAt).toISOString(),
    executionTime: (endedAt - startedAt) / 1000,
    rows: undefined,
    bytes: undefined,
    files: undefined,
    unchanged: undefined,
    failures: failed ? 1 : 0,
    sample: undefined,
    compiledPath: undefined,
    message: error instanceof Error ? error.message : undefined,
    diagnostic: undefined,
  };
}
