import type { NamedMacro } from '../../compile/compiled-project.ts';
import { nodeResult } from '../node-result.ts';
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
  const node = {
    uniqueId: `macro.${project}.${name}`,
    name,
    resourceType: 'operation',
    kind: 'macro',
    file: at.file,
    at,
  } as const;
  return nodeResult(node, failed ? 'error' : 'success', startedAt, endedAt, {
    failures: failed ? 1 : 0,
    message: error instanceof Error ? error.message : undefined,
  });
}
