import { isSyntaxNode, listIn, nodeIn, type SyntaxNode, textIn } from '../../../syntax/syntax-node.ts';
import type { ModelLineage } from '../lineage.ts';
import { valueSubqueries } from './value-subqueries.ts';

/** What is known of a model that may keep the column of a source that tells the file of each row. */
export interface KeptInput {
  readonly lineage: ModelLineage;
  readonly tree: SyntaxNode;
  /** The column of a table that tells the file of each of its rows; undefined when there is none. */
  readonly keptBy: (table: string) => string | undefined;
  /** Whether rows of a table that a query names may come from the source. */
  readonly reaches: (schema: string, name: string) => boolean;
}

/**
 * The column of a model that tells the one file that a row came from. It is handed on as it is, and no two rows that come from
 * files are brought together on the way, as subtotals do.
 */
export function keptColumn({ lineage, tree, keptBy, reaches }: KeptInput): string | undefined {
  const kept = lineage.columns.find(({ inputs: [input, ...more] }) => {
    if (input === undefined || more.length > 0 || input.role !== 'identity') return false;
    return keptBy(input.table)?.toLowerCase() === input.column.toLowerCase();
  });
  return kept !== undefined && pathsIn(tree, new Map(), reaches) === 1 ? kept.name : undefined;
}

/** How many times a query reads rows that may come from the source, other than to filter by them. */
function pathsIn(value: unknown, outer: ReadonlyMap<string, number>, reaches: KeptInput['reaches']): number {
  if (Array.isArray(value))
    return value.reduce<number>((sum, item) => sum + pathsIn(item, outer, reaches), 0);
  if (!isSyntaxNode(value) || value.class === 'SUBQUERY') return 0;
  if (value.type === 'BASE_TABLE') {
    const [schema, name] = [textIn(value, 'schema_name'), textIn(value, 'table_name')];
    const cte = schema === '' ? outer.get(name.toLowerCase()) : undefined;
    return cte ?? Number(reaches(schema, name));
  }
  const ctes = new Map(outer);
  for (const entry of listIn(nodeIn(value, 'cte_map') ?? {}, 'map')) {
    ctes.set(textIn(entry, 'key').toLowerCase(), pathsIn(entry.value, new Map(ctes), reaches));
  }
  const paths = Object.entries(value).reduce(
    (sum, [key, part]) => (key === 'cte_map' ? sum : sum + pathsIn(part, ctes, reaches)),
    0,
  );
  const hasSubtotals = paths > 0 && Array.isArray(value.group_sets) && value.group_sets.length > 1;
  // What such a subquery gives comes from files that the row itself does not tell.
  const isComputed = valueSubqueries(value).some(({ subquery }) => pathsIn(subquery, ctes, reaches) > 0);
  return hasSubtotals || isComputed ? Number.POSITIVE_INFINITY : paths;
}
