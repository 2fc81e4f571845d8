import type { Column } from '../../columns/column.ts';
import { parquetLoss } from '../../columns/parquet-type.ts';
import { parseColumnType } from '../../columns/parse-column-type.ts';
import { isMicrobatch } from '../../compile/is-microbatch.ts';
import { type CompiledNode, isBuilt } from '../../compile/node.ts';
import type { RunHooks } from '../../compile/run-hooks.ts';
import { type Diagnostic, errorDiagnostic } from '../../diagnostics/diagnostic.ts';
import type { SourcePosition } from '../../diagnostics/position.ts';
import { NotPortable } from '../../engines/spark/not-portable.ts';
import { sparkSchema } from '../../engines/spark/spark-schema.ts';

/** Of these the text in a path is the same on both engines. */
const keyTypes = new Set([
  ...['TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT', 'VARCHAR', 'BOOLEAN', 'DATE', 'TIMESTAMP'],
  ...['UTINYINT', 'USMALLINT', 'UINTEGER'],
]);

/** What of a project, besides its queries, a job on Spark cannot do as DuckDB does it. */
export function jobLimits(
  { nodes, hooks }: { readonly nodes: readonly CompiledNode[]; readonly hooks: RunHooks },
  columns: Readonly<Record<string, readonly Column[]>>,
): readonly Diagnostic[] {
  const ofRun = [...hooks.start, ...hooks.end].map(({ at }) =>
    refuse('Hooks run on DuckDB only.', at, inModels),
  );
  return [...ofRun, ...nodes.flatMap(node => limitsOf(node, columns[node.uniqueId] ?? []))];
}

const inModels = 'Write what it does into models, or choose a target on DuckDB.';

function limitsOf(node: CompiledNode, columns: readonly Column[]): readonly Diagnostic[] {
  const at = 'at' in node ? node.at : { file: node.file, line: 1, column: 1 };
  const found = [...typeLimits(columns, at)];
  if (node.resourceType === 'test' && node.comparison !== undefined)
    found.push(
      refuse(
        'This test compares with the last release, on DuckDB only.',
        at,
        'Set `enabled: false` for the target.',
      ),
    );
  if (node.resourceType === 'test' && node.readsDrift)
    found.push(
      refuse('This test looks at raw files, on DuckDB only.', at, 'Set `enabled: false` for the target.'),
    );
  if (found.length === 0 && (node.resourceType === 'source' || node.resourceType === 'seed'))
    found.push(...wideLimits(columns, at));
  if (!isBuilt(node)) return found;
  const { hooks, config } = node;
  if (isMicrobatch(node))
    found.push(
      refuse(
        'Microbatches are computed by DuckDB only.',
        at,
        "Write enabled=(target.type == 'duckdb') in its config(), or choose a target on DuckDB.",
      ),
    );
  found.push(
    ...[...hooks.pre, ...hooks.post].map(hook => refuse('Hooks run on DuckDB only.', hook.at, inModels)),
  );
  if (config.published && config.format !== 'parquet')
    found.push(
      refuse(`Spark does not write ${config.format} files as DuckDB does.`, at, "Set format: 'parquet'."),
    );
  for (const key of config.published ? config.partitionBy : []) {
    const type = columns.find(({ name }) => name === key)?.type ?? 'VARCHAR';
    if (!keyTypes.has(type) && parseColumnType(type).kind !== 'decimal')
      found.push(
        refuse(
          `${type} values of the partition column "${key}" are not spelled alike.`,
          at,
          'Cast it to VARCHAR, or partition by another column.',
        ),
      );
  }
  return found;
}

function typeLimits(columns: readonly Column[], at: SourcePosition): readonly Diagnostic[] {
  try {
    sparkSchema(columns);
    return [];
  } catch (error) {
    if (!(error instanceof NotPortable)) throw error;
    return [refuse(error.message, at, error.hint ?? 'Cast it to VARCHAR.')];
  }
}

/** What DuckDB reads reaches Spark as Parquet, which has no such integers. */
function wideLimits(columns: readonly Column[], at: SourcePosition): readonly Diagnostic[] {
  return columns.flatMap(({ name, type }) => {
    const loss = parquetLoss(type);
    if (loss === undefined) return [];
    const message = `Parquet has no ${loss.part}, that of the column "${name}", and files reach Spark through it.`;
    return refuse(message, at, `Declare it as ${loss.instead}.`);
  });
}

function refuse(message: string, at: SourcePosition, hint: string): Diagnostic {
  return errorDiagnostic('not-portable', message, { at, hint });
}
