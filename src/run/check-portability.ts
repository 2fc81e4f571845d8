import { bindDiagnostic } from '../check/bind-diagnostic.ts';
import type { SchemaReader } from '../check/schema-reader.ts';
import type { Relation } from '../columns/relation.ts';
import type { CompiledModel, CompiledTest, TableNode } from '../compile/node.ts';
import type { RuleLevel } from '../config/rules.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { NotPortable } from '../engines/spark/not-portable.ts';
import { quoteSparkName } from '../engines/spark/quote-spark.ts';
import { translateQuery } from '../engines/spark/translate-query.ts';
import { type TypeReader, typeQuery } from '../engines/spark/type-query.ts';

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
  const trees = await reader.syntaxTrees(
    queries.map(({ sql }) => sql),
    { keepsEmpty: true },
  );
  const types: TypeReader = {
    renderTrees: trees => reader.renderTrees(trees),
    describe: async sql => {
      const described = await reader.describe(sql);
      return described.ok ? described.columns : undefined;
    },
  };
  const found: Diagnostic[] = [];
  for (const [index, query] of queries.entries()) {
    const tree = trees[index];
    try {
      if (tree === undefined)
        throw new NotPortable('This query cannot be taken apart.', {}, 'Write it as a SELECT.');
      translateQuery(await typeQuery(tree, types), sparkTable);
    } catch (error) {
      if (!(error instanceof NotPortable)) throw error;
      found.push(asDiagnostic(error, query, level));
    }
  }
  return found;
}

/** Tables of other schemas stand in databases of their own. */
function sparkTable({ schema, name }: Relation): string {
  return schema === 'main' ? quoteSparkName(name) : `${quoteSparkName(schema)}.${quoteSparkName(name)}`;
}

function asDiagnostic(
  { message, hint, offset }: NotPortable,
  query: CompiledModel | CompiledTest,
  severity: 'warn' | 'error',
): Diagnostic {
  const failure = { ok: false, code: 'not-portable', message, hint, offset, length: undefined } as const;
  return { ...bindDiagnostic(failure, query), severity };
}
