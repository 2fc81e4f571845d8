import type { ProjectOptions } from '../../config/load-config.ts';
import { renderErDiagram } from '../../deploy/er-diagram.ts';
import { projectDiagram } from '../../deploy/project-diagram.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { throwOnErrors } from '../../diagnostics/sparkify-error.ts';
import { check } from '../../sparkify.ts';
import { type Selecting, select } from './select.ts';

/** The published tables that are selected, as the text of a Mermaid diagram. Reads no data. */
export async function diagram(
  options: ProjectOptions & Selecting,
): Promise<{ readonly text: string; readonly warnings: readonly Diagnostic[] }> {
  const project = await check(options);
  throwOnErrors(project.diagnostics);
  const { nodes, warnings } = await select(project, options);
  return { text: renderErDiagram(projectDiagram(project, nodes)), warnings };
}
