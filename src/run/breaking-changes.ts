import type { CheckedProject } from '../check/checked-project.ts';
import { holdsAll } from '../columns/holds-all.ts';
import { lakeName } from '../columns/table-name.ts';
import { type BuiltNode, type CompiledNode, isPublished } from '../compile/node.ts';
import { type Diagnostic, errorDiagnostic, warning } from '../diagnostics/diagnostic.ts';
import type { Release, ReleasedTable } from '../release/documents.ts';

/**
 * What readers of the published release lose when tables with an enforced contract are published as they are now: columns
 * that are gone, and types that are narrower. A table without such a contract promises nothing.
 *
 * @param release what is published; nothing before the first build
 * @param allowed makes each of them a warning
 */
export function breakingChanges(
  { nodes, columns }: Pick<CheckedProject, 'nodes' | 'columns'>,
  release: Release | undefined,
  allowed: boolean,
): readonly Diagnostic[] {
  if (release === undefined) return [];
  const released = new Map(release.tables.map(table => [table.name, table]));
  return nodes.flatMap(node => {
    if (!promises(node)) return [];
    const before = released.get(lakeName(node.relation));
    const after = columns[node.uniqueId];
    if (before === undefined || after === undefined) return [];
    return lostColumns(node, before, new Map(after.map(({ name, type }) => [name.toLowerCase(), type]))).map(
      ({ message, at }) => (allowed ? warning : errorDiagnostic)('breaking-change', message, { at, hint }),
    );
  });
}

const hint =
  'Keep it as it was, or allow it with --allow-breaking-changes once whoever reads the table is ready.';

/** Whether a node has a contract with readers of the lake. */
function promises(node: CompiledNode): node is BuiltNode {
  return isPublished(node) && node.config.contract.enforced;
}

function lostColumns(
  node: BuiltNode,
  before: ReleasedTable,
  after: ReadonlyMap<string, string>,
): readonly Required<Pick<Diagnostic, 'message' | 'at'>>[] {
  const start = node.columns[0]?.at ?? { file: node.file, line: 1, column: 1 };
  return before.columns.flatMap(({ name, type }) => {
    const declared = node.columns.find(column => column.name.toLowerCase() === name.toLowerCase());
    // A partial contract says nothing of the columns that it does not declare.
    if (declared === undefined && node.config.contract.partial) return [];
    const at = declared?.at ?? start;
    const now = after.get(name.toLowerCase());
    if (now === undefined) {
      return [
        {
          message: `The published ${node.name} has the column "${name}", which its contract has no more.`,
          at,
        },
      ];
    }
    if (holdsAll(now, type)) return [];
    return [
      { message: `${node.name}.${name} is published as ${type}; ${now} cannot hold all that it may be.`, at },
    ];
  });
}
