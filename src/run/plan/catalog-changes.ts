import type { Column } from '../../columns/column.ts';
import { lakeName } from '../../columns/table-name.ts';
import { type BuiltNode, type CompiledModel, type CompiledNode, isPublished } from '../../compile/node.ts';
import { type Diagnostic, errorDiagnostic } from '../../diagnostics/diagnostic.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import { type ColumnDifference, diffColumns } from '../../release/diff.ts';
import type { Release, ReleasedTable } from '../../release/documents.ts';
import { tablesByName } from '../../release/proof.ts';
import { columnsAfter } from '../incremental/columns-after.ts';
import { refuseOtherFiles } from '../incremental/increments.ts';
import { columnsOfHistory } from '../snapshots/columns-of-history.ts';

/** What the tables of a release become, by their columns. */
export interface CatalogChanges {
  /** Tables that the release does not have. */
  readonly added: readonly { readonly name: string; readonly columns: readonly Column[] }[];
  readonly changed: readonly { readonly name: string; readonly columns: readonly ColumnDifference[] }[];
  /** Tables that nothing in the project publishes any more. They stay until they are pruned. */
  readonly orphaned: readonly string[];
  /** Why an incremental model will not be able to add to its table. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface CatalogInput {
  readonly nodes: readonly CompiledNode[];
  readonly base: Release | undefined;
  /** Unique ids of the nodes whose tables are written. */
  readonly written: ReadonlySet<string>;
  /** Unique ids of those that only add what is new. */
  readonly adding: ReadonlySet<string>;
  readonly columns: Readonly<Record<string, readonly Column[]>>;
}

export function catalogChanges({ nodes, base, written, adding, columns }: CatalogInput): CatalogChanges {
  const released = tablesByName(base);
  const published = nodes.filter(isPublished);
  const names = new Set(published.map(({ relation }) => lakeName(relation)));
  const tables = published.filter(({ uniqueId }) => written.has(uniqueId));
  const diagnostics: Diagnostic[] = [];
  const now = (node: BuiltNode) => {
    const table = released.get(lakeName(node.relation));
    if (node.resourceType === 'snapshot' && table !== undefined)
      return columnsOfHistory(table.columns, columns[node.uniqueId]!);
    if (!adding.has(node.uniqueId)) return columns[node.uniqueId]!;
    try {
      return columnsOfSum(node as CompiledModel, table!, columns[node.uniqueId]!);
    } catch (error) {
      if (!(error instanceof SparkifyError)) throw error;
      const { code, message, hint } = error;
      const at = { file: node.file, line: 1, column: 1 };
      diagnostics.push(errorDiagnostic(code, message, { at, ...(hint !== undefined && { hint }) }));
      return columns[node.uniqueId]!;
    }
  };
  const changes = tables.map(node => {
    const name = lakeName(node.relation);
    const after = now(node);
    const before = released.get(name);
    return { name, after, columns: before === undefined ? undefined : diffColumns(before.columns, after) };
  });
  return {
    added: changes.flatMap(({ name, after, columns }) =>
      columns === undefined ? [{ name, columns: after }] : [],
    ),
    changed: changes.flatMap(({ name, columns }) =>
      columns === undefined || columns.length === 0 ? [] : [{ name, columns }],
    ),
    orphaned: [...released.keys()].filter(name => !names.has(name)).sort(),
    diagnostics,
  };
}

/** The columns of a published table when what is new has joined it. */
function columnsOfSum(node: CompiledModel, table: ReleasedTable, now: readonly Column[]): readonly Column[] {
  refuseOtherFiles(node, table);
  const { name, config } = node;
  const { onSchemaChange: policy } = config.incremental;
  return columnsAfter({ name, policy, before: table.columns, now });
}
