import { bindDiagnostic } from '../check/bind-diagnostic.ts';
import type { SchemaReader } from '../check/schema-reader.ts';
import type { CompiledModel, CompiledTest, TableNode } from '../compile/node.ts';
import type { RuleLevel } from '../config/rules.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { NotPortable } from '../engines/spark/not-portable.ts';
import { sparkSql } from './spark-sql.ts';

export interface PortabilityInput {
  readonly nodes: readonly TableNode[];
  readonly tests: readonly CompiledTest[];
  /** Holds every table of the project, empty. */
  readonly reader: SchemaReader;
  readonly level: RuleLevel;
}

/** What of a sound project has no known form in Spark SQL with the same rows; of each query the first construct. */
export async function checkPortability(input: PortabilityInput): Promise<readonly Diagnostic[]> {
  const { nodes, tests, reader, level } = input;
  if (level === 'off') return [];
  const models = nodes.filter(node => node.resourceType === 'model');
  const queries = [...models, ...tests];
  const translated = await sparkSql(
    queries.map(({ sql }) => sql),
    reader,
  );
  return queries.flatMap((query, index) => {
    const text = translated[index];
    return text instanceof NotPortable ? [asDiagnostic(text, query, level)] : [];
  });
}

function asDiagnostic(
  { message, hint, offset }: NotPortable,
  query: CompiledModel | CompiledTest,
  severity: 'warn' | 'error',
): Diagnostic {
  const failure = { ok: false, code: 'not-portable', message, hint, offset, length: undefined } as const;
  return { ...bindDiagnostic(failure, query), severity };
}
