import type { LoadedProject } from '../../check/checked-project.ts';
import type { CompiledNode } from '../../compile/node.ts';
import { selectionFolders } from '../../config/selection-folders.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { throwOnErrors } from '../../diagnostics/sparkify-error.ts';
import { type SelectOptions, selectNodes } from '../../graph/select.ts';

export type Selecting = Partial<Pick<SelectOptions, 'select' | 'exclude' | 'resourceTypes'>>;

/** The nodes that `--select` and `--exclude` name, in the order of the graph, and what matched nothing. */
export function select(
  project: LoadedProject,
  { select = [], exclude = [], resourceTypes }: Selecting,
): { readonly nodes: readonly CompiledNode[]; readonly warnings: readonly Diagnostic[] } {
  const { graph, nodes, config } = project;
  const folders = selectionFolders(config);
  const selection = selectNodes(graph, nodes, {
    select,
    exclude,
    folders,
    ...(resourceTypes && { resourceTypes }),
  });
  throwOnErrors(selection.diagnostics);
  const byId = new Map(nodes.map(node => [node.uniqueId, node]));
  const selected = graph.order.filter(id => selection.ids.has(id)).map(id => byId.get(id)!);
  return { nodes: selected, warnings: selection.diagnostics };
}
