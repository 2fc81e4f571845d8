import type { Config } from '../config/config.ts';
import { type Diagnostic, errorDiagnostic } from '../diagnostics/diagnostic.ts';
import type { SourcePosition } from '../diagnostics/position.ts';
import type { ModelConfig } from './model-config.ts';
import { isReservedSchema } from './schema-names.ts';

/** Refuses a schema that DuckDB has already for something else. */
export function checkSchema(
  { schema }: ModelConfig,
  name: string,
  config: Config,
  at: (key: string) => SourcePosition,
): readonly Diagnostic[] {
  if (schema === null || !isReservedSchema(schema, config)) return [];
  const message = `The schema of "${name}" cannot be called "${schema}", which DuckDB uses itself.`;
  const hint = 'Choose another name, e.g. marts.';
  return [errorDiagnostic('reserved-name', message, { at: at('schema'), hint })];
}
