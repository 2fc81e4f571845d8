import type { CheckedProject } from '../../check/checked-project.ts';

/** The SQL of a model. */
export interface CodeEntry {
  /** As DuckDB gets it. */
  readonly compiled: string;
  /** As Spark would get it; null where no form is known that gives the same rows. */
  readonly spark: string | null;
  /** Why there is none. */
  readonly spark_problem: string | null;
}

/** What became of a query for Spark. */
export type SparkText = { readonly sql: string } | { readonly problem: string };

/** The SQL of models and tests by unique id, which the manifest leaves out. */
export function codeDocument(
  { nodes }: Pick<CheckedProject, 'nodes'>,
  spark: ReadonlyMap<string, SparkText>,
): Readonly<Record<string, CodeEntry>> {
  const entries = nodes.flatMap(node => {
    if (!('sql' in node)) return [];
    const text = spark.get(node.uniqueId);
    const entry: CodeEntry = {
      compiled: node.sql,
      spark: text !== undefined && 'sql' in text ? text.sql : null,
      spark_problem: text !== undefined && 'problem' in text ? text.problem : null,
    };
    return [[node.uniqueId, entry] as const];
  });
  return Object.fromEntries(entries);
}
