import { nodeConfig } from '../../artifacts/node-config.ts';
import { type CompiledNode, isBuilt } from '../../compile/node.ts';
import type { ProjectOptions } from '../../config/load-config.ts';
import { selectionFolders } from '../../config/selection-folders.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { throwOnErrors } from '../../diagnostics/sparkify-error.ts';
import { fqn } from '../../graph/fqn.ts';
import { usedMacros } from '../../graph/used-macros.ts';
import { loadProject } from '../../sparkify.ts';
import { type Selecting, select } from './select.ts';

export interface ListedNode {
  readonly uniqueId: string;
  readonly name: string;
  readonly resourceType: string;
  readonly file: string;
  /** dbt's form: `project.folder.name`, `source:project.source.table` for sources. */
  readonly selector: string;
  /** What else there is to say of it, under dbt's keys. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** What a selection names, without running anything. */
export async function list(
  options: ProjectOptions & Selecting,
): Promise<{ readonly listed: readonly ListedNode[]; readonly warnings: readonly Diagnostic[] }> {
  const project = await loadProject(options);
  throwOnErrors(project.diagnostics);
  const folders = selectionFolders(project.config);
  const { nodes, warnings } = await select(project, options);
  const listed = nodes.map(node => {
    const { uniqueId, name, resourceType, file } = node;
    const selector = selectorOf(node, folders, project.config.name);
    return { uniqueId, name, resourceType, file, selector, details: details(node, project.config.name) };
  });
  return { listed, warnings };
}

function details(node: CompiledNode, project: string): ListedNode['details'] {
  return {
    alias: 'relation' in node ? node.relation.name : node.name,
    package_name: project,
    description: node.description,
    tags: node.tags,
    meta: node.meta,
    depends_on: { macros: usedMacros(node), nodes: node.dependsOn },
    source_name: node.resourceType === 'source' ? node.source : null,
    config: isBuilt(node) ? nodeConfig(node.config) : null,
  };
}

/** What selects a node and nothing else, as dbt prints it. */
function selectorOf(node: CompiledNode, folders: readonly string[], project: string): string {
  if (node.resourceType === 'unit_test') return `unit_test:${project}.${node.name}`;
  // The unique id of a source or an exposure is already its selector but for the first separator.
  const isOfItself = node.resourceType === 'source' || node.resourceType === 'exposure';
  return isOfItself ? node.uniqueId.replace('.', ':') : fqn(node, folders).join('.');
}
