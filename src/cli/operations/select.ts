import { loadState } from '../../artifacts/load-state.ts';
import type { LoadedProject } from '../../check/checked-project.ts';
import type { CompiledNode } from '../../compile/node.ts';
import { selectionFolders } from '../../config/selection-folders.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { throwOnErrors } from '../../diagnostics/sparkify-error.ts';
import { type SelectInProjectOptions, selectInProject } from '../../graph/select-in-project.ts';

export type Selecting = Partial<
  Pick<
    SelectInProjectOptions,
    'select' | 'exclude' | 'resourceTypes' | 'selector' | 'indirectSelection' | 'state'
  >
>;

/** The nodes that `--select`, `--exclude` and `--selector` name, in the order of the graph, and what matched nothing. */
export async function select(
  project: LoadedProject,
  { select, exclude, resourceTypes, selector, indirectSelection, state }: Selecting,
): Promise<{ readonly nodes: readonly CompiledNode[]; readonly warnings: readonly Diagnostic[] }> {
  const { graph, nodes, config } = project;
  const selection = selectInProject(project, {
    ...{ select, exclude, resourceTypes, selector, indirectSelection },
    ...(state !== undefined && { state }),
    folders: selectionFolders(config),
    earlier: await loadState(project, state),
  });
  throwOnErrors(selection.diagnostics);
  const byId = new Map(nodes.map(node => [node.uniqueId, node]));
  const selected = graph.order.filter(id => selection.ids.has(id)).map(id => byId.get(id)!);
  return { nodes: selected, warnings: selection.diagnostics };
}
