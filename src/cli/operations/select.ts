import type { CompiledNode } from '../../compile/node.ts';
import { selectionFolders } from '../../config/selection-folders.ts';
import { throwOnErrors } from '../../diagnostics/sparkify-error.ts';
import { type SelectOptions, selectNodes } from '../../graph/select.ts';
import type { LoadedProject } from '../../sparkify.ts';

export type Selecting = Partial<Pick<SelectOptions, 'select' | 'exclude' | 'resourceTypes'>>;

/** The nodes that `--select` and `--exclude` name, in the order of the graph. */
export function select(
  project: LoadedProject,
  { select = [], exclude = [], resourceTypes }: Selecting,
): readonly CompiledNode[] {
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
  return graph.order.filter(id => selection.ids.has(id)).map(id => byId.get(id)!);
}
