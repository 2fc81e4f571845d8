import type { ProjectOptions } from '../../config/load-config.ts';
import { selectionFolders } from '../../config/selection-folders.ts';
import { throwOnErrors } from '../../diagnostics/sparkify-error.ts';
import { fqn } from '../../graph/fqn.ts';
import { loadProject } from '../../sparkify.ts';
import { type Selecting, select } from './select.ts';

export interface ListedNode {
  readonly uniqueId: string;
  readonly name: string;
  readonly resourceType: string;
  readonly file: string;
  /** dbt's form: `project.folder.name`, `source:project.source.table` for sources. */
  readonly selector: string;
}

/** What a selection names, without running anything. */
export async function list(options: ProjectOptions & Selecting): Promise<readonly ListedNode[]> {
  const project = await loadProject(options);
  throwOnErrors(project.diagnostics);
  const folders = selectionFolders(project.config);
  return select(project, options).map(node => {
    const { uniqueId, name, resourceType, file } = node;
    const path = [project.config.name, ...fqn(node, folders)].join('.');
    return {
      uniqueId,
      name,
      resourceType,
      file,
      selector: resourceType === 'source' ? `source:${path}` : path,
    };
  });
}
