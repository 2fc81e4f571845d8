import type { Column } from '../../columns/column.ts';
import {
  type CompiledNode,
  type CompiledTest,
  isQuery,
  isTable,
  type QueryNode,
} from '../../compile/node.ts';
import type { RunHooks } from '../../compile/run-hooks.ts';
import type { Parser } from '../schema-reader.ts';
import type { ModelLineage } from './lineage.ts';
import { ownMacros } from './own-macros.ts';
import { queriedColumns, withAddedColumns } from './snapshot-lineage.ts';
import { traceModel } from './trace-model.ts';
import type { OuterTable } from './tracer.ts';

export interface LineageProject {
  readonly nodes: readonly CompiledNode[];
  /** By unique id; what is missing did not bind. */
  readonly columns: Readonly<Record<string, readonly Column[]>>;
  readonly hooks: Pick<RunHooks, 'start'>;
}

/** Where every column of every model comes from, by what the model itself reads. Needs DuckDB only to parse. */
export function traceLineage(project: LineageProject, parser: Parser): Promise<readonly ModelLineage[]> {
  return traceQueries(project.nodes.filter(isQuery), project, parser);
}

/** The same of any queries of the project: of its tests, what they read. */
export async function traceQueries(
  queries: readonly (QueryNode | CompiledTest)[],
  { nodes, columns, hooks }: LineageProject,
  parser: Parser,
): Promise<readonly ModelLineage[]> {
  const tables = new Map(
    nodes.flatMap(node => {
      const known = columns[node.uniqueId];
      if (!isTable(node) || known === undefined) return [];
      const { schema, name } = node.relation;
      const table: OuterTable = { uniqueId: node.uniqueId, columns: known };
      return [[`${schema}.${name}`.toLowerCase(), table] as const];
    }),
  );
  const opaque = ownMacros(hooks);
  const trees = await parser.syntaxTrees(queries.map(({ sql }) => sql));
  return queries.map((query, index) => {
    const { uniqueId, sql } = query;
    const known = columns[uniqueId] ?? [];
    const isSnapshot = query.resourceType === 'snapshot';
    const traced = traceModel({
      ...{ uniqueId, sql, tree: trees[index], opaque },
      columns: isSnapshot ? queriedColumns(query, known) : known,
      table: (schema, name) => tables.get(`${schema || 'main'}.${name}`.toLowerCase()),
    });
    return isSnapshot ? withAddedColumns(query, traced) : traced;
  });
}
